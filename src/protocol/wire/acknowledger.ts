import type { Cancel, Clock } from '../../lib/clock.ts'
import { limits } from '../limits.ts'

/** The receiver's half of the window: says how much has arrived, after every 8 KiB or 50 ms while it does. */
export class Acknowledger {
  readonly #clock: Clock
  readonly #acknowledge: (received: number) => void
  #received = 0
  #told = 0
  #cancel: Cancel | null = null

  /** @param acknowledge sends `ack` with the total. */
  constructor(clock: Clock, acknowledge: (received: number) => void) {
    this.#clock = clock
    this.#acknowledge = acknowledge
  }

  /** Counts a payload of `bytes` that has arrived. */
  received(bytes: number): void {
    this.#received += bytes
    if (this.#received - this.#told >= limits.ackBytes) this.flush()
    else this.#cancel ??= this.#clock.after(limits.ackAfter, () => this.flush())
  }

  /** Says it now: the sender is to keep to the window from here on. */
  flush(): void {
    this.close()
    this.#told = this.#received
    this.#acknowledge(this.#received)
  }

  /** Ends the timer. */
  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
