import type { Cancel, Clock } from '../../lib/clock.ts'

/** How long a heartbeat waits; ms. */
export interface HeartbeatTimes {
  /** Between two questions. */
  readonly interval: number
  /** Without anything from the other side. */
  readonly patience: number
}

export interface HeartbeatHandlers {
  /** Asks the other side for an answer. */
  ping(): Promise<unknown>
  /** Nothing came for too long. */
  silent(): void
}

/** Asks the server for a sign of life every few seconds, measures how long that takes, and notices when none comes. */
export class Heartbeat {
  readonly #clock: Clock
  readonly #times: HeartbeatTimes
  readonly #handlers: HeartbeatHandlers
  #cancel: Cancel = () => {}
  #heardAt: number
  #roundTrip: number | null = null
  #closed = false

  constructor(clock: Clock, times: HeartbeatTimes, handlers: HeartbeatHandlers) {
    this.#clock = clock
    this.#times = times
    this.#handlers = handlers
    this.#heardAt = clock.now()
    this.#wait()
  }

  /** ms that the last question took there and back; null before the first answer. */
  get roundTrip(): number | null {
    return this.#roundTrip
  }

  /** Something came from the other side. */
  heard(): void {
    this.#heardAt = this.#clock.now()
  }

  close(): void {
    this.#closed = true
    this.#cancel()
  }

  /** Asks at once. */
  beat(): void {
    const asked = this.#clock.now()
    this.#handlers.ping().then(
      () => {
        this.#roundTrip = this.#clock.now() - asked
      },
      // Silence is noticed by its length; a server that knows no ping has answered all the same.
      () => {},
    )
  }

  #wait(): void {
    this.#cancel = this.#clock.after(this.#times.interval, () => {
      if (this.#closed) return
      if (this.#clock.now() - this.#heardAt > this.#times.patience) {
        this.#handlers.silent()
        return
      }
      this.beat()
      this.#wait()
    })
  }
}
