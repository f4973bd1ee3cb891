import type { Limiter } from './limiter.ts'

/** A source that a listener hears with their own gain. */
export interface Adjustment {
  /** The frame of the source, which is part of the sum. */
  frame: Int16Array
  /** Amplitude factor: 1 leaves it unchanged, 0 removes it. */
  factor: number
}

/**
 * Mix-minus by sum and subtract: one sum per room, and for each listener the sum minus their own voice. The mixer works on
 * frames only and does not know participants.
 */
export class Mixer {
  readonly #sum: Int32Array
  readonly #scratch: Int32Array

  /** @param frameLength samples per frame */
  constructor(frameLength: number) {
    this.#sum = new Int32Array(frameLength)
    this.#scratch = new Int32Array(frameLength)
  }

  /** Sums the frames of all talkers, as the basis of the following mixes. */
  sum(frames: readonly Int16Array[]): void {
    const sum = this.#sum
    sum.fill(0)
    for (const frame of frames) {
      for (let i = 0; i < sum.length; i++) sum[i]! += frame[i]!
    }
  }

  /** The mix for listeners who are not talking. */
  shared(limiter: Limiter, out: Int16Array): void {
    limiter.limit(this.#sum, out)
  }

  /** The mix for a talker: the sum minus their `own` frame. */
  without(own: Int16Array, limiter: Limiter, out: Int16Array): void {
    const mix = this.#scratch
    for (let i = 0; i < mix.length; i++) mix[i] = this.#sum[i]! - own[i]!
    limiter.limit(mix, out)
  }

  /** The mix for a listener with individual gains: the sum, minus their `own` frame, plus the differences. */
  adjusted(own: Int16Array | null, adjustments: readonly Adjustment[], limiter: Limiter, out: Int16Array): void {
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
