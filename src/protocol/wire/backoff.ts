/** ms of the first pause, and of the longest pause early and later on. */
const FIRST = 250
const LONGEST_AT_FIRST = 2_000
const LONGEST = 10_000
/** Total ms of pauses after which the longer limit applies; a restarted server is back by then. */
const FRESH = 60_000

/**
 * Exponential backoff with jitter: the pause doubles with each attempt, and is drawn between half and all of that, so
 * that not all clients reconnect at once.
 */
export class Backoff {
  readonly #random: () => number
  #next = FIRST
  #waited = 0

  /** @param random returns numbers in [0, 1) */
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
