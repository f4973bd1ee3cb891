import { PEAK_MARGIN, truePeaks } from '../analysis/true-peak.ts'

/** ms over which the gain falls before a peak and recovers after it. */
const REACH_MS = 10
/** Gains are whole multiples of 1 / STEPS: their sums are exact, so the result does not depend on block limits. */
const STEPS = 2 ** 20

/**
 * A look-ahead limiter of true peaks with a smooth gain curve: the gain of each sample is the triangle-weighted mean of the
 * minimum gain needed around it. It never exceeds what the sample itself needs, so nothing clips; audio more than
 * 20 ms from a peak is unchanged.
 */
export class LookAheadLimiter {
  /** Samples needed before and after the ones to limit. */
  readonly margin: number
  readonly #reach: number

  /** @param rate sample rate, Hz */
  constructor(rate: number) {
    this.#reach = Math.max(1, Math.round((rate * REACH_MS) / 1000))
    this.margin = 2 * this.#reach + PEAK_MARGIN
  }

  /**
   * @param around input with `margin` extra samples before and after the range of `into`
   * @param ceiling maximum true peak of the output, above 0, in the scale of the samples
   * @param into receives the limited samples
   */
  limit(around: Float64Array, ceiling: number, into: Float64Array): void {
    const needed = truePeaks(around, ceiling)
    let isOver = false
    for (let i = 0; i < needed.length; i++) {
      const peak = needed[i]!
      isOver ||= peak > ceiling
      needed[i] = peak <= ceiling ? STEPS : Math.floor((STEPS * ceiling) / peak)
    }
    into.set(around.subarray(this.margin, this.margin + into.length))
    if (!isOver) return
    const sums = this.#smoothed(needed)
    const weight = (this.#reach + 1) ** 2
    for (let i = 0; i < into.length; i++) into[i] = (into[i]! * (sums[i]! / weight)) / STEPS
  }

  /** Two moving sums in a row, which together weight the sliding minimum by a triangle. */
  #smoothed(needed: Float64Array): Float64Array {
    const width = this.#reach + 1
    const least = slidingMinimum(needed, 2 * this.#reach + 1)
    return slidingSum(slidingSum(least, width), width)
  }
}

/** The minimum of each window of `width` numbers. */
function slidingMinimum(numbers: Float64Array, width: number): Float64Array {
  const least = new Float64Array(numbers.length - width + 1)
  /** Indices of an ascending subsequence (a monotonic queue); the first is the minimum of the window. */
  const rising = new Int32Array(numbers.length)
  let first = 0
  let end = 0
  for (let i = 0; i < numbers.length; i++) {
    while (end > first && numbers[rising[end - 1]!]! >= numbers[i]!) end--
    rising[end++] = i
    if (rising[first]! <= i - width) first++
    if (i >= width - 1) least[i - width + 1] = numbers[rising[first]!]!
  }
  return least
}

/** The sum of each window of `width` numbers; exact for integers. */
function slidingSum(numbers: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(numbers.length - width + 1)
  let sum = 0
  for (let i = 0; i < numbers.length; i++) {
    sum += numbers[i]!
    if (i >= width) sum -= numbers[i - width]!
    if (i >= width - 1) sums[i - width + 1] = sum
  }
  return sums
}
