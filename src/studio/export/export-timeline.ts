import type { SoundMark } from '../../audio/wav/wav-cues.ts'
import { RENDER_BLOCK, Renderer, readMix, type Sources, type TrackGains } from '../edit/render.ts'
import type { Timeline } from '../edit/timeline.ts'
import type { SoundTags } from '../recording/recording-source.ts'
import { encoderFor, soundEndings } from './sound-formats.ts'
import { intoNewFile, writeSound } from './write-sound.ts'

/** A range of an edited recording and the file to export it to. */
export interface TimelineExport {
  readonly timeline: Timeline
  readonly sources: Sources
  /** Samples of the timeline, `to` exclusive. */
  readonly from: number
  readonly to: number
  /** Gain factors of the tracks; default: 1 for all. */
  readonly gains?: TrackGains
  readonly tags: SoundTags
  /** Positions in samples of the timeline; markers outside the range are omitted. */
  readonly cues: readonly SoundMark[]
  /** The new file; its extension selects the format (`soundEndings`). */
  readonly target: string
  /** Cancels the export. */
  readonly signal?: AbortSignal
}

/**
 * Exports a range of a timeline, in constant memory.
 *
 * @param progress called with the fraction done, 0 to 1
 * @throws Error with a message for the user, or the reason of `signal`; no partial file is left
 */
export async function exportTimeline(
  { timeline, sources, from, to, gains, tags, cues, target, signal }: TimelineExport,
  progress: (share: number) => void,
): Promise<void> {
  const encode = encoderFor(target)
  if (!encode) {
    throw new Error(`The extension of ${target} must be one of ${soundEndings.join(', ')}.`)
  }
  const within = cues
    .filter(({ sample }) => sample >= from && sample <= to)
    .map((cue) => ({ ...cue, sample: cue.sample - from }))
  const options = { rate: timeline.rate, samples: to - from, tags, cues: within }
  async function* pieces() {
    const renderer = new Renderer(timeline.rate, sources)
    for (let at = from; at < to; at += RENDER_BLOCK) {
      signal?.throwIfAborted()
      const block = new Int16Array(Math.min(RENDER_BLOCK, to - at))
      await readMix(renderer, timeline, at, block, gains)
      yield block
    }
  }
  await intoNewFile(target, (file) => writeSound(file, encode, options, pieces(), progress))
}
