import type { SoundMark } from '../../audio/wav/wav-cues.ts'
import { RENDER_BLOCK, Renderer, readMix, type Sources, type TrackGains } from '../edit/render.ts'
import type { Timeline } from '../edit/timeline.ts'
import type { SoundTags } from '../recording/recording-source.ts'
import { encoderFor, soundEndings } from './sound-formats.ts'
import { intoNewFile, writeSound } from './write-sound.ts'

/** A stretch of an edited recording, and the file that it becomes. */
export interface TimelineExport {
  readonly timeline: Timeline
  readonly sources: Sources
  /** Samples of the timeline: the first, and the one behind the last. */
  readonly from: number
  readonly to: number
  /** Which tracks are heard, and how loud; all as they are where it is missing. */
  readonly gains?: TrackGains
  readonly tags: SoundTags
  /** By samples of the timeline; those outside of the stretch are left out. */
  readonly cues: readonly SoundMark[]
  /** A file that is not there yet; its ending says the format (`soundEndings`). */
  readonly target: string
  /** Gives it up. */
  readonly signal?: AbortSignal
}

/**
 * Writes what a stretch of a timeline sounds like, in little memory however long it is.
 *
 * @param progress is told the share that is done, 0 to 1
 * @throws Error with a sentence for people, or the reason of `signal`; no half file stays
 */
export async function exportTimeline(
  { timeline, sources, from, to, gains, tags, cues, target, signal }: TimelineExport,
  progress: (share: number) => void,
): Promise<void> {
  const encode = encoderFor(target)
  if (!encode) {
    throw new Error(`${target} ends in none of ${soundEndings.join(', ')}; the ending says what to make.`)
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
