import type { Clock } from '../../lib/clock.ts'

/** ms of sound let through at once: devices may hand it out in lumps. */
const BURST = 200
/** A device's clock may be so much faster than ours. */
const FASTEST = 1.02

/**
 * Lets frames through as fast as they can have been spoken, and drops the others: after a pause of this process or
 * of the device's program seconds of old sound arrive at once, which would else be a delay for ever.
 * A token bucket: a frame costs its length, time brings it back.
 */
export class BurstGate {
  readonly #clock: Clock
  readonly #frameMs: number
  /** ms of sound that may pass now. */
  #left = BURST
  #at: number

  /** @param frameMs ms of sound in a frame. */
  constructor(clock: Clock, frameMs: number) {
    this.#clock = clock
    this.#frameMs = frameMs
    this.#at = clock.now()
  }

  /** Whether the frame that comes now may pass. */
  admits(): boolean {
    const now = this.#clock.now()
    this.#left = Math.min(BURST, this.#left + (now - this.#at) * FASTEST)
    this.#at = now
    if (this.#left < this.#frameMs) return false
    this.#left -= this.#frameMs
    return true
  }
}
