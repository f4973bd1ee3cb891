import { SILENCE } from '../../audio/level.ts'

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

/** Coefficients of a filter of second order, where a0 is 1. */
interface Biquad {
  readonly b: readonly [number, number, number]
  readonly a: readonly [number, number]
}

/**
 * The K weighting of ITU-R BS.1770-4 at any rate: a high shelf for the head, then a high pass. The standard gives
 * coefficients for 48 kHz alone; these come from the analogue filters behind them by the bilinear transform (with
 * the parameters that B. De Man derived from the standard, 2018), and are the same at 48 kHz.
 *
 * @returns a filter, to be given sample after sample
 */
function kWeighting(rate: number): (sample: number) => number {
  const shelf = filterBy(highShelf(rate))
  const pass = filterBy(highPass(rate))
  return (sample) => pass(shelf(sample))
}

/** 4 dB above about 1.7 kHz. */
function highShelf(rate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return {
    b: [
      (high + (band * k) / q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / q + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  }
}

/** What is below about 38 Hz counts less. */
function highPass(rate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] }
}

function filterBy({ b: [b0, b1, b2], a: [a1, a2] }: Biquad): (sample: number) => number {
  let x1 = 0
  let x2 = 0
  let y1 = 0
  let y2 = 0
  return (sample) => {
    const y = b0 * sample + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
    x2 = x1
    x1 = sample
    y2 = y1
    y1 = y
    return y
  }
}
