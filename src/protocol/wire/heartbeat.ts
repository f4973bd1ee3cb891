import type { Cancel, Clock } from '../../lib/clock.ts'

/** How long a heartbeat waits; ms. */
export interface HeartbeatTimes {
  /** Between two questions. */
  readonly interval: number
  /** Without anything from the other side. */
  readonly patience: number
}

export interface HeartbeatHandlers {
  /** Sends a ping; resolves with the answer. */
  ping(): Promise<unknown>
  /** Nothing was received for too long. Called once. */
  silent(): void
}

/** Pings the server every few seconds, measures the round trip, and detects a dead connection. */
export class Heartbeat {
  readonly #clock: Clock
  readonly #times: HeartbeatTimes
  readonly #handlers: HeartbeatHandlers
  #cancel: Cancel = () => {}
  #heardAt: number
  #roundTrip: number | null = null
  /** When the oldest ping without an answer was sent; null if there is none. */
  #askedAt: number | null = null
  #closed = false

  constructor(clock: Clock, times: HeartbeatTimes, handlers: HeartbeatHandlers) {
    this.#clock = clock
    this.#times = times
    this.#handlers = handlers
    this.#heardAt = clock.now()
    this.#wait()
  }

  /** Last round trip in ms, or how long the next one has taken already, if that is longer; null before the first answer. */
  get roundTrip(): number | null {
    if (this.#roundTrip === null || this.#askedAt === null) return this.#roundTrip
    return Math.max(this.#roundTrip, this.#clock.now() - this.#askedAt)
  }

  /** Something was received from the server. */
  heard(): void {
    this.#heardAt = this.#clock.now()
  }

  close(): void {
    this.#closed = true
    this.#cancel()
  }

  /** Pings now. */
  beat(): void {
    const asked = this.#clock.now()
    this.#askedAt ??= asked
    this.#handlers.ping().then(
      () => {
        this.#roundTrip = this.#clock.now() - asked
        this.#askedAt = null
      },
      // A dead connection is detected by silence; an old server that refuses ping has answered too.
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
