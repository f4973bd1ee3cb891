import { gainFactor } from './level.ts'

const MAX = 32767
const MIN = -32768
/** Samples over which the gain goes down: shorter would click, longer would clip. */
const ATTACK = 64
/** dB that the gain may rise by in a ms: 1 dB in 50 ms. */
const RELEASE = 0.02

/**
 * Brings a sum of voices back to 16 bits. While it fits, it passes as it is; where it would not, the gain is
 * lowered for the frame and let up slowly afterwards, so that loud moments sound level and not broken. Nothing
 * ever wraps around: what the fading gain does not catch is clamped.
 */
export class Limiter {
  /** What the gain may rise by from frame to frame. */
  readonly #release: number
  #gain = 1

  /** @param frameMs ms of sound in a frame. */
  constructor(frameMs: number) {
    this.#release = gainFactor(RELEASE * frameMs)
  }

  /** The gain in force, 1 where nothing is limited. */
  get gain(): number {
    return this.#gain
  }

  /** Writes `sum` (a frame) to `out` (as long) with at most 16 bits a sample. */
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
