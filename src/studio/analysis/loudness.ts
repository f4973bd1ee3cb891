import { SILENCE } from '../../audio/level.ts'

/** Length of the gating blocks, and the step between their starts, ms. */
const BLOCK_MS = 400
const STEP_MS = 100
const STEPS = BLOCK_MS / STEP_MS
/** Absolute gate, LUFS. */
const ABSOLUTE_GATE = -70
/** Relative gate, LU from the loudness of the blocks above the absolute gate. */
const RELATIVE_GATE = -10

/**
 * Measures the integrated loudness of mono audio in LUFS, by EBU R 128 and ITU-R BS.1770-4. Mono counts as one
 * channel, so a 997 Hz sine at 0 dBFS measures -3.01 LUFS.
 */
export class LoudnessMeter {
  readonly #energy: ReturnType<typeof kWeighting>
  readonly #step: number
  /** Sum of squares of the current step. */
  #sum = 0
  #count = 0
  /** Mean squares of the complete steps, in order. */
  readonly #steps: number[] = []

  /** @param rate sample rate, Hz */
  constructor(rate: number) {
    this.#energy = kWeighting(rate)
    this.#step = Math.round((rate * STEP_MS) / 1000)
  }

  /** Adds the next samples; full scale is 32768. */
  add(samples: Int16Array | Float64Array): void {
    for (let from = 0; from < samples.length; ) {
      const to = Math.min(samples.length, from + this.#step - this.#count)
      this.#sum += this.#energy(samples, from, to)
      this.#count += to - from
      from = to
      if (this.#count < this.#step) continue
      this.#steps.push(this.#sum / this.#step)
      this.#sum = 0
      this.#count = 0
    }
  }

  /** Integrated loudness so far, LUFS; -120 for silence and for less than 400 ms. */
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

/** Coefficients of a second-order filter, normalised to a0 = 1. */
interface Biquad {
  readonly b: readonly [number, number, number]
  readonly a: readonly [number, number]
}

/**
 * The K-weighting of ITU-R BS.1770-4 at any sample rate: a high shelf for the head, then a high-pass. The standard
 * lists coefficients for 48 kHz only; these follow from its analogue filters by the bilinear transform (parameters
 * derived by B. De Man, 2018), and match the standard at 48 kHz.
 *
 * @returns a stateful filter that takes samples and returns the sum of their squares, full scale being 1
 */
function kWeighting(rate: number): (samples: Int16Array | Float64Array, from: number, to: number) => number {
  const [shelf, pass] = [highShelf(rate), highPass(rate)]
  const [b0, b1, b2] = shelf.b
  const [a1, a2] = shelf.a
  const [c0, c1, c2] = pass.b
  const [d1, d2] = pass.a
  let kept: [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0]
  return (samples, from, to) => {
    let [x1, x2, y1, y2, z1, z2] = kept
    let sum = 0
    for (let i = from; i < to; i++) {
      const x = samples[i]! / 32_768
      const y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
      const z = c0 * y + c1 * y1 + c2 * y2 - d1 * z1 - d2 * z2
      x2 = x1
      x1 = x
      y2 = y1
      y1 = y
      z2 = z1
      z1 = z
      sum += z * z
    }
    kept = [x1, x2, y1, y2, z1, z2]
    return sum
  }
}

/** Boosts by 4 dB above about 1.7 kHz. */
function highShelf(rate: number): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate)
  const q = 0.7071752369554196
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + k / q + k * k
  return {
    b: [(high + (band * k) / q + k * k) / a0, (2 * (k * k - high)) / a0, (high - (band * k) / q + k * k) / a0],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  }
}

/** Attenuates below about 38 Hz. */
function highPass(rate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate)
  const q = 0.5003270373238773
  const a0 = 1 + k / q + k * k
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] }
}
