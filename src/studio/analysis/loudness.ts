import { SILENCE } from '../../audio/level.ts'
import { kWeighting } from './k-weighting.ts'

/** ms of the blocks that loudness is the mean of, and of the steps between their starts. */
const BLOCK_MS = 400
const STEP_MS = 100
const STEPS = BLOCK_MS / STEP_MS
/** LUFS; blocks below it do not count. */
const ABSOLUTE_GATE = -70
/** LU below the mean of the others from where blocks do not count. */
const RELATIVE_GATE = -10

/**
 * The integrated loudness of mono sound in LUFS, as EBU R 128 has it, by ITU-R BS.1770-4. Mono counts as one channel,
 * so a 997 Hz sine of 0 dBFS has -3.01 LUFS.
 */
export class LoudnessMeter {
  readonly #filter: (sample: number) => number
  readonly #step: number
  /** Sum of the squares of the step that is not full yet. */
  #sum = 0
  #count = 0
  /** Mean squares of the full steps, in order. */
  readonly #steps: number[] = []

  /** @param rate samples a second */
  constructor(rate: number) {
    this.#filter = kWeighting(rate)
    this.#step = Math.round((rate * STEP_MS) / 1000)
  }

  /** @param samples the next ones, where 32768 is full scale */
  hear(samples: Int16Array | Float64Array): void {
    for (let i = 0; i < samples.length; i++) {
      const weighted = this.#filter(samples[i]! / 32_768)
      this.#sum += weighted * weighted
      if (++this.#count < this.#step) continue
      this.#steps.push(this.#sum / this.#step)
      this.#sum = 0
      this.#count = 0
    }
  }

  /** LUFS of all that was heard so far; -120 where it is silent, or shorter than 400 ms. */
  get integrated(): number {
    const blocks: number[] = []
    for (let i = STEPS; i <= this.#steps.length; i++) blocks.push(mean(this.#steps.slice(i - STEPS, i)))
    const audible = blocks.filter((power) => lufs(power) > ABSOLUTE_GATE)
    if (audible.length === 0) return SILENCE
    const gate = lufs(mean(audible)) + RELATIVE_GATE
    return lufs(mean(audible.filter((power) => lufs(power) > gate)))
  }
}

function lufs(power: number): number {
  return power > 0 ? -0.691 + 10 * Math.log10(power) : SILENCE
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
