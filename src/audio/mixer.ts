import type { Limiter } from './limiter.ts'

/** A source that one listener hears louder or softer than the rest do. */
export interface Adjustment {
  /** The source's frame, which is in the sum. */
  frame: Int16Array
  /** 1 leaves it as it is, 0 takes it out. */
  factor: number
}

/**
 * Mix-minus by sum and subtract: one sum a room, and for each listener the sum less their own voice. A frame
 * may come from anywhere, a microphone or another room's submix; the mixer knows no participants.
 */
export class Mixer {
  readonly #sum: Int32Array
  readonly #scratch: Int32Array

  /** @param frameLength samples of a frame. */
  constructor(frameLength: number) {
    this.#sum = new Int32Array(frameLength)
    this.#scratch = new Int32Array(frameLength)
  }

  /** Sums the frames of all who talk now; what is mixed next is made of them. */
  sum(frames: readonly Int16Array[]): void {
    const sum = this.#sum
    sum.fill(0)
    for (const frame of frames) {
      for (let i = 0; i < sum.length; i++) sum[i]! += frame[i]!
    }
  }

  /** The mix for all who are silent. */
  shared(limiter: Limiter, out: Int16Array): void {
    limiter.limit(this.#sum, out)
  }

  /** The mix for one who talks: everything but `own`. */
  without(own: Int16Array, limiter: Limiter, out: Int16Array): void {
    const mix = this.#scratch
    for (let i = 0; i < mix.length; i++) mix[i] = this.#sum[i]! - own[i]!
    limiter.limit(mix, out)
  }

  /** The mix for one who turned somebody's volume: the shared sum, less their `own` frame, plus the differences. */
  adjusted(
    own: Int16Array | null,
    adjustments: readonly Adjustment[],
    limiter: Limiter,
    out: Int16Array,
  ): void {
    const mix = this.#scratch
    mix.set(this.#sum)
    if (own) for (let i = 0; i < mix.length; i++) mix[i]! -= own[i]!
    for (const { frame, factor } of adjustments) {
      const difference = factor - 1
      for (let i = 0; i < mix.length; i++) mix[i]! += Math.round(frame[i]! * difference)
    }
    limiter.limit(mix, out)
  }
}
