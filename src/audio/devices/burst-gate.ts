import type { Clock } from '../../lib/clock.ts'

/** ms of audio admitted at once: devices may deliver it in bursts. */
const BURST = 200
/** Maximum speed of the device clock relative to the system clock. */
const FASTEST = 1.02

/**
 * Admits frames in real time and drops the rest. After a stall of this process or of the device program, seconds of old
 * audio arrive at once, which would otherwise remain as delay. A token bucket: a frame costs its duration, and time
 * refills it.
 */
export class BurstGate {
  readonly #clock: Clock
  readonly #frameMs: number
  /** ms of audio that are admitted now. */
  #left = BURST
  #at: number

  /** @param frameMs duration of a frame in ms */
  constructor(clock: Clock, frameMs: number) {
    this.#clock = clock
    this.#frameMs = frameMs
    this.#at = clock.now()
  }

  /** Whether the current frame is admitted. Counts it if so. */
  admits(): boolean {
    const now = this.#clock.now()
    this.#left = Math.min(BURST, this.#left + (now - this.#at) * FASTEST)
    this.#at = now
    if (this.#left < this.#frameMs) return false
    this.#left -= this.#frameMs
    return true
  }
}
