import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Limits } from '../limits.ts'

/** The receiving side of the send window: acknowledges payloads after `ackBytes` bytes or `ackAfter` ms while they arrive. */
export class Acknowledger {
  readonly #clock: Clock
  readonly #acknowledge: (received: number) => void
  readonly #limits: Limits
  #received = 0
  #acknowledged = 0
  #cancel: Cancel | null = null

  /** @param acknowledge sends `ack` with the total number of payload bytes received */
  constructor(clock: Clock, acknowledge: (received: number) => void, limits: Limits) {
    this.#clock = clock
    this.#acknowledge = acknowledge
    this.#limits = limits
  }

  /** Counts a received payload. */
  received(bytes: number): void {
    this.#received += bytes
    if (this.#received - this.#acknowledged >= this.#limits.ackBytes) this.flush()
    else this.#cancel ??= this.#clock.after(this.#limits.ackAfter, () => this.flush())
  }

  /** Acknowledges now. The first acknowledgement, even of 0 bytes, makes the sender keep to the window. */
  flush(): void {
    this.close()
    this.#acknowledged = this.#received
    this.#acknowledge(this.#received)
  }

  /** Cancels a pending acknowledgement. */
  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
