import { clipped } from '../../audio/format.ts'
import type { SampleSource } from '../../audio/sound/sample-source.ts'
import { NoiseReduction } from '../analysis/noise-reduction.ts'
import { LookAheadLimiter } from './look-ahead-limiter.ts'
import { firstAbove, segmentEnds } from './segment-ends.ts'
import { fadeShare, rampFactor } from './segments.ts'
import type { Segment, Sound, Timeline, TreatedSound } from './timeline.ts'
import { timelineLength } from './timeline.ts'

/** Default block length of rendering, samples. */
export const RENDER_BLOCK = 16_384

/** The files of a timeline, by the names that its sounds refer to. */
export type Sources = ReadonlyMap<string, SampleSource>

/** Renders any part of a track from its files; memory grows only with the length of the part. */
export class Renderer {
  readonly #rate: number
  readonly #sources: Sources
  readonly #limiter: LookAheadLimiter
  /** Created on first use: most recordings never need it. */
  #noise: NoiseReduction | undefined

  /** @param rate sample rate of the timeline and all sources, Hz */
  constructor(rate: number, sources: Sources) {
    this.#rate = rate
    this.#sources = sources
    this.#limiter = new LookAheadLimiter(rate)
  }

  /**
   * Fills `into` with a track from sample `from`, on the scale of 16-bit samples, neither rounded nor clipped.
   * @throws Error when a file of the timeline is not among the sources
   */
  async read(segments: readonly Segment[], from: number, into: Float64Array): Promise<void> {
    const ends = segmentEnds(segments)
    let done = 0
    if (from < 0) {
      done = Math.min(-from, into.length)
      into.fill(0, 0, done)
    }
    for (let i = firstAbove(ends, from + done); i < segments.length && done < into.length; i++) {
      const segment = segments[i]!
      const begin = ends[i]! - segment.length
      const at = from + done - begin
      const length = Math.min(segment.length - at, into.length - done)
      const part = into.subarray(done, done + length)
      await this.#readSound(segment.sound, segment.offset + at, part)
      for (const ramp of segment.ramps) {
        for (let n = 0; n < length; n++) part[n]! *= rampFactor(ramp, at + n)
      }
      done += length
    }
    into.fill(0, done)
  }

  async #readSound(sound: Sound, offset: number, into: Float64Array): Promise<void> {
    switch (sound.kind) {
      case 'silence':
        into.fill(0)
        return
      case 'file': {
        const source = this.#sources.get(sound.name)
        if (!source) throw new Error(`The file ${sound.name} of the recording is missing.`)
        const samples = new Int16Array(into.length)
        await source.read(offset, samples)
        into.set(samples)
        return
      }
      case 'sum': {
        const other = new Float64Array(into.length)
        into.fill(0)
        for (const { segments } of sound.tracks) {
          await this.read(segments, offset, other)
          for (let i = 0; i < into.length; i++) into[i]! += other[i]!
        }
        return
      }
      case 'crossfade': {
        const tail = new Float64Array(into.length)
        await this.read(sound.tail, offset, tail)
        await this.read(sound.head, offset, into)
        for (let i = 0; i < into.length; i++) {
          const share = fadeShare(offset + i, sound.length, true)
          into[i] = tail[i]! * (1 - share) + into[i]! * share
        }
        return
      }
      case 'cleaned':
        this.#noise ??= new NoiseReduction(this.#rate)
        return this.#readTreated(sound, this.#noise.margin, offset, into)
      case 'limited':
        return this.#readTreated(sound, this.#limiter.margin, offset, into)
    }
  }

  /** Reads processed audio, faded at both ends into the original. @param margin extra samples that the process needs */
  async #readTreated(sound: TreatedSound, margin: number, offset: number, into: Float64Array): Promise<void> {
    const around = new Float64Array(into.length + 2 * margin)
    await this.read(sound.of, offset - margin, around)
    const before = sound.ramp === 0 ? null : around.slice(margin, margin + into.length)
    this.#treat(sound, around, offset, into)
    if (!before) return
    const { from, to, ramp } = sound
    for (let i = 0; i < into.length; i++) {
      const at = offset + i
      const share = fadeShare(at - from, ramp, true) * fadeShare(to - 1 - at, ramp, true)
      into[i] = before[i]! * (1 - share) + into[i]! * share
    }
  }

  #treat(sound: TreatedSound, around: Float64Array, offset: number, into: Float64Array): void {
    if (sound.kind === 'cleaned') {
      this.#noise!.clean(around, offset, sound.profile, sound.reductionDb, into)
      return
    }
    for (let i = 0; i < around.length; i++) around[i]! *= sound.gain
    this.#limiter.limit(around, sound.ceiling, into)
  }
}

/** Gain factors by track name; 1 for tracks without an entry. */
export type TrackGains = ReadonlyMap<string, number>

/**
 * Renders the mix of all tracks, block by block, rounded and clipped to 16 bits.
 *
 * @param blockLength samples of each block but the last
 */
export async function* render(
  timeline: Timeline,
  sources: Sources,
  blockLength = RENDER_BLOCK,
): AsyncGenerator<Int16Array> {
  const renderer = new Renderer(timeline.rate, sources)
  const length = timelineLength(timeline)
  for (let at = 0; at < length; at += blockLength) {
    const block = new Int16Array(Math.min(blockLength, length - at))
    await readMix(renderer, timeline, at, block)
    yield block
  }
}

/** Fills `into` with the mix of all tracks from sample `from`; tracks with gain 0 are not read. */
export async function readMix(
  renderer: Renderer,
  { tracks }: Timeline,
  from: number,
  into: Int16Array,
  gains: TrackGains = new Map(),
): Promise<void> {
  const sum = new Float64Array(into.length)
  const voice = new Float64Array(into.length)
  for (const { name, segments } of tracks) {
    const gain = gains.get(name) ?? 1
    if (gain === 0) continue
    await renderer.read(segments, from, voice)
    for (let i = 0; i < sum.length; i++) sum[i]! += gain * voice[i]!
  }
  for (let i = 0; i < into.length; i++) into[i] = clipped(Math.round(sum[i]!))
}
