/** ms that gain takes to go down before a peak, and to come back behind it. */
const REACH_MS = 10
/** Gains are multiples of its inverse: sums of them are exact, and so the same wherever they begin. */
const STEPS = 2 ** 20

/**
 * Holds peaks below a ceiling by a gain that goes down before each and comes back behind it, with no step in it: at
 * every sample the gain is a mean, weighted by a triangle, of the least that is needed around it. So it is never above
 * what the sample itself needs; nothing clips, and what is further than 20 ms from a peak is not changed.
 */
export class LookAheadLimiter {
  /** Samples before and behind that are needed for some. */
  readonly margin: number
  readonly #reach: number

  /** @param rate samples a second */
  constructor(rate: number) {
    this.#reach = Math.max(1, Math.round((rate * REACH_MS) / 1000))
    this.margin = 2 * this.#reach
  }

  /**
   * @param around sound with `margin` samples before and behind what is wanted
   * @param ceiling above 0, as the samples count; no sample of `into` is farther from 0
   */
  limit(around: Float64Array, ceiling: number, into: Float64Array): void {
    const needed = Float64Array.from(around, (sample) => neededGain(sample, ceiling))
    const gains = needed.some((gain) => gain < STEPS) ? this.#smoothed(needed) : null
    for (let i = 0; i < into.length; i++) {
      const sample = around[this.margin + i]!
      into[i] = gains ? (sample * gains[i]!) / STEPS : sample
    }
  }

  /** Two means behind each other of the least gain around, which together weigh it by a triangle. */
  #smoothed(needed: Float64Array): Float64Array {
    const width = this.#reach + 1
    const least = slidingMinimum(needed, 2 * this.#reach + 1)
    return slidingSum(slidingSum(least, width), width).map((sum) => sum / (width * width))
  }
}

function neededGain(sample: number, ceiling: number): number {
  const size = Math.abs(sample)
  return size <= ceiling ? STEPS : Math.floor((STEPS * ceiling) / size)
}

/** The least of each `width` numbers in a row, from the first such row on. */
function slidingMinimum(numbers: Float64Array, width: number): Float64Array {
  const least = new Float64Array(numbers.length - width + 1)
  /** Places of numbers that rise, of which the first is the least of the row. */
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

/** The sum of each `width` numbers in a row; exact for whole numbers. */
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
