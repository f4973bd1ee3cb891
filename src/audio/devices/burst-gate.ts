import type { Clock } from '../../clock.ts'
import { FRAME_MS } from '../format.ts'

/** Frames let through at once: devices may hand out sound in lumps. */
const BURST_FRAMES = 10
/** A device's clock may be so much faster than ours. */
const FASTEST = 1.02

/**
 * Lets frames through as fast as they can have been spoken, and drops the others: after a pause of this process or
 * of the device's program seconds of old sound arrive at once, which would else be a delay for ever.
 * A token bucket: a frame costs one token, time brings them back.
 */
export class BurstGate {
  readonly #clock: Clock
  #tokens = BURST_FRAMES
  #at: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#at = clock.now()
  }

  /** Whether the frame that comes now may pass. */
  admits(): boolean {
    const now = this.#clock.now()
    this.#tokens = Math.min(BURST_FRAMES, this.#tokens + ((now - this.#at) / FRAME_MS) * FASTEST)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
