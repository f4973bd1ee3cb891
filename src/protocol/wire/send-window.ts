import type { Limits } from '../limits.ts'

/**
 * The send window: the payload bytes in flight to a client that acknowledges. Kernel buffers accept megabytes for a
 * stalled reader, which is minutes of voice; only acknowledgements show what has arrived. For a client that has
 * never acknowledged, the window is unlimited.
 */
export class SendWindow {
  readonly #limits: Limits
  /** Payload bytes of the window that pictures may take; not positive where it is no larger than the room for voice. */
  readonly #pictureWindow: number
  #sent = 0
  #received = -1
  /** ms; when the oldest unacknowledged byte was sent, or the last acknowledgement made progress. */
  #waitingSince = 0

  constructor(limits: Limits) {
    this.#limits = limits
    this.#pictureWindow = limits.window - limits.voiceRoom
  }

  /** Whether the client has ever acknowledged. */
  get acknowledged(): boolean {
    return this.#received >= 0
  }

  /** Payload bytes sent but not acknowledged; 0 for a client that has never acknowledged. */
  get unacknowledged(): number {
    return this.acknowledged ? this.#sent - this.#received : 0
  }

  /** Whether `bytes` more fit in the window of 24 KiB. Two payloads of this size always fit. */
  admits(bytes: number): boolean {
    return !this.acknowledged || this.unacknowledged + bytes <= Math.max(this.#limits.window, 2 * bytes)
  }

  /** Whether `bytes` of a picture fit: if nothing is in flight, or if they leave the part reserved for voice free. */
  admitsPicture(bytes: number): boolean {
    return this.unacknowledged === 0 || this.unacknowledged + bytes <= this.#pictureWindow
  }

  /** Counts a payload sent at `now` (ms). */
  sent(bytes: number, now: number): void {
    if (this.unacknowledged === 0) this.#waitingSince = now
    this.#sent += bytes
  }

  /**
   * Processes an acknowledgement. A total lower than an earlier one is ignored.
   *
   * @param received payload bytes that the client has received so far
   * @param now ms
   * @returns false if the client claims more than was sent
   */
  acknowledge(received: number, now: number): boolean {
    if (received > this.#sent) return false
    if (received > this.#received) {
      this.#received = received
      this.#waitingSince = now
    }
    return true
  }

  /** Whether an acknowledgement has been due for longer than `ackPatience` at `now` (ms). */
  overdue(now: number): boolean {
    return this.unacknowledged > 0 && now - this.#waitingSince > this.#limits.ackPatience
  }
}
