import type { Span } from '../analysis/silent-spans.ts'
import { SEAM_MS } from './operations.ts'
import { Renderer, readMix, type Sources, type TrackGains } from './render.ts'
import { fadeShare } from './segments.ts'
import { TimeStretch } from './time-stretch.ts'
import { type Timeline, timelineLength } from './timeline.ts'

/** Length of a mixed block, ms. */
const BLOCK_MS = 20

/** Reads a timeline for playback: with seeking, time-stretched speed, looping and skipping of silences. */
export class Playback {
  /** Gain factor of each track; may change at any time. */
  gains: TrackGains = new Map()
  /** Range to loop, in samples, or null. */
  loop: Span | null = null
  /** Ranges to skip, in samples and ascending order (see `SilentSpans`). */
  skipped: readonly Span[] = []
  #timeline: Timeline
  readonly #renderer: Renderer
  #stretch: TimeStretch
  readonly #block: number
  readonly #seam: number
  /** The next sample to mix. */
  #at = 0
  /** Stretched samples that were not read yet. */
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

  /** Playback speed, 0.5 to 3. */
  get speed(): number {
    return this.#stretch.speed
  }

  set speed(speed: number) {
    this.#stretch.speed = speed
  }

  /** The sample of the timeline that is read next; accurate to 20 ms when the speed is not 1. */
  get position(): number {
    const waiting = this.#ended ? 0 : this.#stretch.waiting
    return Math.max(0, Math.round(this.#at - waiting - this.#ready.length * this.speed))
  }

  /** Continues with an edited timeline of the same files. */
  change(timeline: Timeline): void {
    this.#timeline = timeline
  }

  /** Continues at a sample of the timeline. */
  seek(sample: number): void {
    this.#stretch = new TimeStretch(this.#timeline.rate, this.speed)
    this.#at = Math.max(0, Math.min(sample, timelineLength(this.#timeline)))
    this.#ready = new Int16Array(0)
    this.#ended = false
  }

  /**
   * Fills `into` with the next samples, and with silence after the end.
   * @returns the samples read; fewer than `into` holds only at the end
   */
  async read(into: Int16Array): Promise<number> {
    let done = 0
    while (done < into.length) {
      if (this.#ready.length === 0 && !(await this.#fill())) break
      const part = this.#ready.subarray(0, into.length - done)
      into.set(part, done)
      this.#ready = this.#ready.subarray(part.length)
      done += part.length
    }
    into.fill(0, done)
    return done
  }

  /** @returns false at the end */
  async #fill(): Promise<boolean> {
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

  /** Where playback continues from `at`, past loops and skipped ranges. */
  #after(at: number): number {
    const [begin, end] = this.loop ?? [0, Infinity]
    const looped = at >= end && begin < end ? begin : at
    const silence = this.skipped.find(([from, to]) => from <= looped && looped < to)
    if (!silence) return looped
    // A loop that is entirely silent is not skipped: the loop would never play anything.
    return silence[1] < end ? silence[1] : looped
  }

  /** The next sample after `at` where playback may jump. */
  #stop(at: number): number {
    const silence = this.skipped.find(([from]) => from > at)?.[0] ?? Infinity
    const end = this.loop?.[1] ?? Infinity
    return Math.min(silence, end > at ? end : Infinity)
  }

  /** Cross-fades from the audio at `from` into the block. */
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

/** Gains of 0 or 1 for solo and mute: only the tracks in `solo`, or when that is empty, all except `muted`. */
export function soloGains(names: readonly string[], solo: ReadonlySet<string>, muted: ReadonlySet<string>): TrackGains {
  const audible = (name: string) => (solo.size > 0 ? solo.has(name) : !muted.has(name))
  return new Map(names.map((name) => [name, audible(name) ? 1 : 0]))
}
