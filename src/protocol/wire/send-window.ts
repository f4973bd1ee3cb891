import { type Limits, limits } from '../limits.ts'

/**
 * How many payload bytes are on their way to a client that acknowledges. The kernel swallows megabytes for a
 * reader that has stopped, two minutes of sound, and says nothing; only the client knows what has arrived.
 * A client that never acknowledged has no window, and everything may be sent to it.
 */
export class SendWindow {
  readonly #limits: Limits
  #sent = 0
  #received = -1
  /** When the oldest byte that is not acknowledged was sent, or the last progress was made; ms. */
  #waitingSince = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Whether the client has ever acknowledged. */
  get acknowledged(): boolean {
    return this.#received >= 0
  }

  /** Payload bytes sent and not acknowledged; 0 for a client that never did. */
  get unacknowledged(): number {
    return this.acknowledged ? this.#sent - this.#received : 0
  }

  /** Whether `bytes` more may be sent now: within 24 KiB, and two payloads of this size always fit. */
  admits(bytes: number): boolean {
    return !this.acknowledged || this.unacknowledged + bytes <= Math.max(this.#limits.window, 2 * bytes)
  }

  /** Whether a part of a picture of `bytes` may be sent now: it leaves room to voice, or nothing is on its way. */
  admitsPicture(bytes: number): boolean {
    return this.unacknowledged === 0 || this.unacknowledged + bytes <= limits.window - limits.voiceRoom
  }

  /** Counts a payload that goes out at `now` (ms). */
  sent(bytes: number, now: number): void {
    if (this.unacknowledged === 0) this.#waitingSince = now
    this.#sent += bytes
  }

  /**
   * Takes an acknowledgement. An older total than one before is late and ignored.
   * @param received payload bytes that the client has had so far.
   * @returns false where it claims more than was sent.
   */
  acknowledge(received: number, now: number): boolean {
    if (received > this.#sent) return false
    if (received > this.#received) {
      this.#received = received
      this.#waitingSince = now
    }
    return true
  }

  /** Whether an acknowledgement is due for longer than may be waited for. */
  overdue(now: number): boolean {
    return this.unacknowledged > 0 && now - this.#waitingSince > this.#limits.ackPatience
  }
}
