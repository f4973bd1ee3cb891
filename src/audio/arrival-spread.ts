/** ms of talk that is looked at. */
const WINDOW = 5_000
/** A frame is held against the earliest of those within so many ms after it: longer, and a clock that is off would look like a spread. */
const AHEAD = 1_000
/** ms without a frame that are a pause or an outage, against which no delay helps. */
const OUTAGE = 400
/** ms after it, and at the start, during which frames are not looked at: they may be what was held up. */
const SETTLING = 500
/** The part of the frames that should be there in time. */
const QUANTILE = 0.99

/**
 * How late frames come, measured without a timestamp in them. A stall is told from a pause by what follows: after
 * a stall frames come in a burst until they are as early as before, after a pause they stay as late as they are.
 * So each frame is held against the earliest of those that came within a second after it.
 */
export class ArrivalSpread {
  readonly #frameMs: number
  /** Frames to hold each against. */
  readonly #ahead: number
  /** Arrival times less the time at which the frame was due had the first been on time; ms. */
  readonly #transits: Float64Array
  readonly #lateness: Float64Array
  #count = 0
  #lastAt = -Infinity
  #settledAt = -Infinity

  /** @param frameMs ms between two frames of one talker. */
  constructor(frameMs: number) {
    this.#frameMs = frameMs
    this.#ahead = Math.round(AHEAD / frameMs)
    this.#transits = new Float64Array(Math.round(WINDOW / frameMs))
    this.#lateness = new Float64Array(this.#transits.length)
  }

  /** Takes the arrival of the next frame at `now` (ms). */
  arrived(now: number): void {
    if (now - this.#lastAt > OUTAGE) this.#settledAt = now + SETTLING
    this.#lastAt = now
    if (now < this.#settledAt) return
    this.#transits[this.#count % this.#transits.length] = now - this.#count * this.#frameMs
    this.#count++
  }

  /** ms by which all but the latest 1 % of the recent frames were late at most. */
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
