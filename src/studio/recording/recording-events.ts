import type { SoundMark } from '../../audio/wav/wav-cues.ts'

/** A named range of the audio, or a moment when both ends are equal. */
export interface SoundLabel {
  /** Seconds from the start. */
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Maximum characters of a marker text: the file is not trusted. */
const MAX_LABEL = 1_000

/** ms from the start after which nothing can have happened: some thirty years. */
const LATEST = 1e12

interface Line {
  readonly at: number
  readonly event: string
  readonly user?: unknown
  readonly text?: unknown
  readonly to?: unknown
}

/** The markers and turns of a recording, in ms. */
export interface RecordedMoments {
  readonly markers: readonly { readonly ms: number; readonly text: string }[]
  readonly turns: readonly { readonly user: number; readonly from: number; readonly to: number }[]
}

/** Parses the markers and turns in `events.jsonl`, sorted by time; invalid lines are skipped. Pure. */
export function recordedMoments(text: string): RecordedMoments {
  const lines = text.split('\n').flatMap(readLine)
  const byTime = <T>(list: T[], of: (one: T) => number) => list.sort((a, b) => of(a) - of(b))
  const markers = lines
    .filter(({ event }) => event === 'marker')
    .map(({ at, text: label }) => ({ ms: at, text: typeof label === 'string' ? label.slice(0, MAX_LABEL) : '' }))
  const turns = lines.flatMap(({ event, at, user, to }) =>
    event === 'spoke' && typeof user === 'number' && isMoment(to) && to >= at ? [{ user, from: at, to }] : [],
  )
  return { markers: byTime(markers, ({ ms }) => ms), turns: byTime(turns, ({ from }) => from) }
}

/** Converts markers to cues; those without text get a number. @param rate sample rate, Hz */
export function cuesOf({ markers }: RecordedMoments, rate: number): SoundMark[] {
  return markers.map(({ ms, text }, index) => ({
    sample: Math.round((ms * rate) / 1000),
    label: text || `Marker ${index + 1}`,
  }))
}

/** Converts markers and turns to labels, by time. @param nameOf maps a user id to a name */
export function labelsOf(moments: RecordedMoments, nameOf: (user: number) => string): SoundLabel[] {
  const markers = moments.markers.map(({ ms, text }, index) => {
    return { from: ms / 1000, to: ms / 1000, text: text || `Marker ${index + 1}` }
  })
  const turns = moments.turns.map(({ user, from, to }) => {
    return { from: from / 1000, to: to / 1000, text: nameOf(user) }
  })
  return [...markers, ...turns].sort((a, b) => a.from - b.from)
}

function readLine(text: string): Line[] {
  try {
    const line = JSON.parse(text)
    return isMoment(line?.at) && typeof line.event === 'string' ? [line] : []
  } catch {
    return []
  }
}

/** A number of JSON can be infinite, `1e999`, or become so when it is converted to samples. */
function isMoment(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= LATEST
}
