/** Highest sustained speed of a room relative to real time: above the 2 % by which a talker's clock may be off. */
const SPEED = 1.03

/**
 * Keeps a room near real time: bursts pass, but a client that sends faster than real time cannot speed up the room for
 * everyone. A leaky bucket on the monotonic clock.
 */
export class RealTimePacer {
  readonly #burst: number
  readonly #frameMs: number
  /** ms of sound sent ahead of real time, as of `#asOf`. */
  #ahead = 0
  #asOf = 0

  /** @param burst ms of sound that may be sent at once @param frameMs ms of sound per frame */
  constructor(burst: number, frameMs: number) {
    this.#burst = burst
    this.#frameMs = frameMs
  }

  /** Whether a frame may be sent at `now` (ms). */
  allows(now: number): boolean {
    return this.untilAllowed(now) <= 0
  }

  /** Whole ms until a frame may be sent; 0 or less when it may be sent at `now`. */
  untilAllowed(now: number): number {
    return Math.ceil((this.#aheadAt(now) + this.#frameMs - this.#burst) / SPEED)
  }

  /** Counts a frame sent at `now` (ms). */
  spend(now: number): void {
    this.#ahead = this.#aheadAt(now) + this.#frameMs
    this.#asOf = now
  }

  #aheadAt(now: number): number {
    return Math.max(0, this.#ahead - (now - this.#asOf) * SPEED)
  }
}
