/** How much faster than real time a room may run for long: above the 2 % that a talker's clock may be off. */
const SPEED = 1.03

/**
 * Keeps a room near real time: a burst passes, but a client that sends faster than it can talk cannot make the
 * room run faster for everybody. A leaky bucket on the monotonic clock.
 */
export class RealTimePacer {
  readonly #burst: number
  readonly #frameMs: number
  /** ms of sound that went out ahead of time, as of `#asOf`. */
  #ahead = 0
  #asOf = 0

  /** @param burst ms of sound that may go out at once. @param frameMs ms of sound in a frame. */
  constructor(burst: number, frameMs: number) {
    this.#burst = burst
    this.#frameMs = frameMs
  }

  /** Whether a frame may go out at `now` (ms). */
  allows(now: number): boolean {
    return this.untilAllowed(now) <= 0
  }

  /** Whole ms until a frame may go out; not positive where one may now. */
  untilAllowed(now: number): number {
    return Math.ceil((this.#aheadAt(now) + this.#frameMs - this.#burst) / SPEED)
  }

  /** Counts a frame that goes out at `now`. */
  spend(now: number): void {
    this.#ahead = this.#aheadAt(now) + this.#frameMs
    this.#asOf = now
  }

  #aheadAt(now: number): number {
    return Math.max(0, this.#ahead - (now - this.#asOf) * SPEED)
  }
}
