import { gainFactor } from './level.ts'

const MAX = 32767
const MIN = -32768
/** Attack in samples: shorter would click, longer would clip. */
const ATTACK = 64
/** Release in dB per ms: 1 dB in 50 ms. */
const RELEASE = 0.02

/**
 * A peak limiter that reduces a sum of voices to 16 bits. A sum that fits passes unchanged; otherwise the gain is lowered
 * for the frame and released slowly, so that loud passages are not distorted. Samples that still exceed the range during
 * the attack are clamped.
 */
export class Limiter {
  /** Maximum factor by which the gain rises from frame to frame. */
  readonly #release: number
  #gain = 1

  /** @param frameMs duration of a frame in ms */
  constructor(frameMs: number) {
    this.#release = gainFactor(RELEASE * frameMs)
  }

  /** The current gain; 1 while nothing is limited. */
  get gain(): number {
    return this.#gain
  }

  /** Limits `sum`, one frame, to 16 bits per sample. @param out of the same length */
  limit(sum: Int32Array, out: Int16Array): void {
    let peak = 0
    for (let i = 0; i < out.length; i++) {
      const sample = sum[i]!
      out[i] = sample
      const size = sample < 0 ? -1 - sample : sample // -32768 fits as 32767 does
      if (size > peak) peak = size
    }
    if (peak <= MAX && this.#gain === 1) return
    this.#scale(sum, out, Math.min(1, MAX / peak, this.#gain * this.#release))
  }

  #scale(sum: Int32Array, out: Int16Array, target: number): void {
    const fade = target < this.#gain ? Math.min(ATTACK, out.length) : out.length
    const step = (target - this.#gain) / fade
    let gain = this.#gain
    for (let i = 0; i < out.length; i++) {
      if (i < fade) gain += step
      const sample = Math.round(sum[i]! * gain)
      out[i] = Math.max(MIN, Math.min(MAX, sample))
    }
    this.#gain = target
  }
}
