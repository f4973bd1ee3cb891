import type { Span } from '../analysis/silent-spans.ts'
import { SEAM_MS } from './operations.ts'
import { Renderer, readMix, type Sources, type TrackGains } from './render.ts'
import { fadeShare } from './segments.ts'
import { TimeStretch } from './time-stretch.ts'
import { type Timeline, timelineLength } from './timeline.ts'

/** ms that are mixed at once. */
const BLOCK_MS = 20

/** Plays a timeline: from anywhere, faster or slower at its own pitch, over and over, without its silences. */
export class Playback {
  /** Which tracks are heard, and how loud; may be changed at any time. */
  gains: TrackGains = new Map()
  /** Samples that are played over and over, or null. */
  loop: Span | null = null
  /** Samples that are passed over, in order (`SilentSpans`). */
  skipped: readonly Span[] = []
  #timeline: Timeline
  readonly #renderer: Renderer
  #stretch: TimeStretch
  readonly #block: number
  readonly #seam: number
  /** The next sample to be mixed. */
  #at = 0
  /** What was stretched and not given away. */
  #ready: Int16Array = new Int16Array(0)
  #ended = false

  constructor(timeline: Timeline, sources: Sources) {
    const { rate } = timeline
    this.#timeline = timeline
    this.#renderer = new Renderer(rate, sources)
    this.#stretch = new TimeStretch(rate)
    this.#block = Math.round((rate * BLOCK_MS) / 1000)
    this.#seam = Math.round((rate * SEAM_MS) / 1000)
  }

  /** 0.5 to 3; 1 plays sound as it is. */
  get speed(): number {
    return this.#stretch.speed
  }

  set speed(speed: number) {
    this.#stretch.speed = speed
  }

  /** The sample that is given away next; within 20 ms of it where the speed is not 1. */
  get position(): number {
    const waiting = this.#ended ? 0 : this.#stretch.waiting
    return Math.max(0, Math.round(this.#at - waiting - this.#ready.length * this.speed))
  }

  /** Goes on with an edited timeline of the same files. */
  change(timeline: Timeline): void {
    this.#timeline = timeline
  }

  /** Goes on at a sample. */
  seek(sample: number): void {
    this.#stretch = new TimeStretch(this.#timeline.rate, this.speed)
    this.#at = Math.max(0, Math.min(sample, timelineLength(this.#timeline)))
    this.#ready = new Int16Array(0)
    this.#ended = false
  }

  /**
   * Fills `into` with what is heard next.
   * @returns how many samples of it are sound; fewer than all at the end, behind which it is silent
   */
  async read(into: Int16Array): Promise<number> {
    let done = 0
    while (done < into.length) {
      if (this.#ready.length === 0 && !(await this.#makeReady())) break
      const part = this.#ready.subarray(0, into.length - done)
      into.set(part, done)
      this.#ready = this.#ready.subarray(part.length)
      done += part.length
    }
    into.fill(0, done)
    return done
  }

  /** @returns whether there is any more */
  async #makeReady(): Promise<boolean> {
    while (!this.#ended) {
      const piece = this.#stretch.pull()
      if (piece) {
        this.#ready = piece
        return true
      }
      const block = await this.#nextBlock()
      if (block) {
        this.#stretch.push(block)
        continue
      }
      this.#ended = true
      this.#ready = this.#stretch.finish()
      return this.#ready.length > 0
    }
    return false
  }

  async #nextBlock(): Promise<Int16Array | null> {
    const length = timelineLength(this.#timeline)
    const from = this.#at
    const start = this.#after(from)
    const end = Math.min(length, start + this.#block, this.#stop(start))
    if (end <= start) return null
    const block = new Int16Array(end - start)
    await this.#mix(start, block)
    if (start !== from) await this.#fade(from, block)
    this.#at = end
    return block
  }

  /** Where sound goes on that has come to `at`. */
  #after(at: number): number {
    const [begin, end] = this.loop ?? [0, Infinity]
    const looped = at >= end && begin < end ? begin : at
    const silence = this.skipped.find(([from, to]) => from <= looped && looped < to)
    if (!silence) return looped
    // A loop that is all silent is played, for otherwise nothing would ever be.
    return silence[1] < end ? silence[1] : looped
  }

  /** The next sample behind `at` where sound may go on elsewhere. */
  #stop(at: number): number {
    const silence = this.skipped.find(([from]) => from > at)?.[0] ?? Infinity
    const end = this.loop?.[1] ?? Infinity
    return Math.min(silence, end > at ? end : Infinity)
  }

  /** What would have come at `from` fades into the block. */
  async #fade(from: number, block: Int16Array): Promise<void> {
    const tail = new Int16Array(Math.min(this.#seam, block.length))
    await this.#mix(from, tail)
    for (let i = 0; i < tail.length; i++) {
      const share = fadeShare(i, tail.length, true)
      block[i] = Math.round(tail[i]! * (1 - share) + block[i]! * share)
    }
  }

  #mix(from: number, into: Int16Array): Promise<void> {
    return readMix(this.#renderer, this.#timeline, from, into, this.gains)
  }
}

/** The gains with which only some tracks are heard: those of `solo`, or where there are none, all but `muted`. */
export function soloGains(
  names: readonly string[],
  solo: ReadonlySet<string>,
  muted: ReadonlySet<string>,
): TrackGains {
  const heard = (name: string) => (solo.size > 0 ? solo.has(name) : !muted.has(name))
  return new Map(names.map((name) => [name, heard(name) ? 1 : 0]))
}
