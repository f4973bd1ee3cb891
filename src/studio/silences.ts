import { gainFactor } from '../audio/level.ts'
import type { Span } from './analysis/silent-spans.ts'
import type { Timeline } from './edit/timeline.ts'
import { timelineLength } from './edit/timeline.ts'
import { type ColumnSources, trackColumns } from './edit/track-columns.ts'

/** ms that are judged together; s that are looked at in one go. */
const CELL_MS = 25
const BATCH_S = 60
/** What is quieter is passed over, in dBFS, where it lasts so many s, but for some s at its ends. */
const THRESHOLD_DB = -45
const SHORTEST_S = 0.8
const KEPT_S = 0.2

/**
 * The silences of a timeline that are passed over when it is played: where all tracks together are quiet for long. From
 * the peaks of its files, so that hours take about a second.
 * @throws the reason of `signal`
 */
export async function findSilences(
  timeline: Timeline,
  sources: ColumnSources,
  signal: AbortSignal,
): Promise<Span[]> {
  const { rate, tracks } = timeline
  const length = timelineLength(timeline)
  const cell = Math.round((rate * CELL_MS) / 1000)
  const threshold = 32_768 * gainFactor(THRESHOLD_DB)
  const silences: Span[] = []
  let began: number | null = null
  const end = (at: number) => {
    if (began !== null && at - began >= SHORTEST_S * rate) {
      silences.push([began + Math.round(KEPT_S * rate), at - Math.round(KEPT_S * rate)])
    }
    began = null
  }
  for (let from = 0; from < length; from += Math.round(BATCH_S * rate)) {
    signal.throwIfAborted()
    const to = Math.min(length, from + Math.round(BATCH_S * rate))
    const count = Math.max(1, Math.floor((to - from) / cell))
    const loudness = new Float64Array(count)
    for (const { segments } of tracks) {
      const { rms } = await trackColumns(segments, sources, from, to, count)
      for (let i = 0; i < count; i++) loudness[i] = Math.hypot(loudness[i]!, rms[i]!)
    }
    for (let i = 0; i < count; i++) {
      const at = from + Math.floor(((to - from) * i) / count)
      if (loudness[i]! >= threshold) end(at)
      else began ??= at
    }
  }
  end(length)
  return silences
}
