/** ms of the first pause, and the longest while the loss is fresh and later on. */
const FIRST = 250
const LONGEST_AT_FIRST = 2_000
const LONGEST = 10_000
/** ms of pauses after which the loss is not fresh any more: a server that is started again is back by then. */
const FRESH = 60_000

/**
 * How long to wait before each attempt to connect again: doubled each time, and somewhere between half and all of
 * that, so that not everybody comes back at once.
 */
export class Backoff {
  readonly #random: () => number
  #next = FIRST
  #waited = 0

  /** @param random gives numbers from 0 up to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** ms to wait before the next attempt. */
  next(): number {
    const pause = this.#next * (0.5 + 0.5 * this.#random())
    this.#waited += pause
    this.#next = Math.min(this.#next * 2, this.#waited < FRESH ? LONGEST_AT_FIRST : LONGEST)
    return pause
  }
}
