/** ms of voice in the sliding window. */
const WINDOW = 5_000
/** ms after a frame in which the earliest frame is its reference. If it were longer, clock drift would look like jitter. */
const AHEAD = 1_000
/** ms without a frame that count as a pause or an outage, which no playout delay can hide. */
const OUTAGE = 400
/** ms after that, and at the start, during which frames are ignored: they may have been held back. */
const SETTLING = 500
/** Fraction of frames that should arrive in time. */
const QUANTILE = 0.99

/**
 * Measures network jitter without timestamps. What follows tells a stall from a pause: after a stall, frames arrive in a
 * burst until they are as early as before; after a pause, they stay late. So each frame is compared with the earliest
 * of those that arrive within a second after it.
 */
export class ArrivalSpread {
  readonly #frameMs: number
  /** Number of frames to compare each with. */
  readonly #ahead: number
  /** ms; arrival time of each frame minus its due time, relative to the first frame. */
  readonly #transits: Float64Array
  readonly #lateness: Float64Array
  #count = 0
  #lastAt = -Infinity
  #settledAt = -Infinity

  /** @param frameMs ms between two frames of a talker */
  constructor(frameMs: number) {
    this.#frameMs = frameMs
    this.#ahead = Math.round(AHEAD / frameMs)
    this.#transits = new Float64Array(Math.round(WINDOW / frameMs))
    this.#lateness = new Float64Array(this.#transits.length)
  }

  /** Records the arrival of the next frame at `now` (ms). */
  arrived(now: number): void {
    if (now - this.#lastAt > OUTAGE) this.#settledAt = now + SETTLING
    this.#lastAt = now
    if (now < this.#settledAt) return
    this.#transits[this.#count % this.#transits.length] = now - this.#count * this.#frameMs
    this.#count++
  }

  /** The 99th percentile of the lateness of recent frames, in ms. */
  spread(): number {
    const length = Math.min(this.#count, this.#transits.length)
    if (length === 0) return 0
    for (let back = 1; back <= length; back++) {
      const transit = this.#transitAt(back)
      let earliest = transit
      for (let later = Math.max(1, back - this.#ahead); later < back; later++) {
        earliest = Math.min(earliest, this.#transitAt(later))
      }
      this.#lateness[back - 1] = transit - earliest
    }
    const sorted = this.#lateness.subarray(0, length).slice().sort()
    return sorted[Math.ceil(length * QUANTILE) - 1]!
  }

  #transitAt(back: number): number {
    return this.#transits[(this.#count - back) % this.#transits.length]!
  }
}
