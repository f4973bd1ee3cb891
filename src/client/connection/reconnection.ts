import type { Cancel, Clock } from '../../lib/clock.ts'
import { Backoff } from '../../protocol/wire/backoff.ts'

export interface ReconnectionHandlers {
  /** The next attempt is at `retryAt`, ms of the clock. */
  waiting(retryAt: number, attempt: number): void
  trying(attempt: number): void
  /** Makes an attempt. @returns true when no further attempt is needed: connected, or refused for good */
  attempt(): Promise<boolean>
}

/** Reconnects with growing pauses until an attempt succeeds or it is stopped. */
export class Reconnection {
  readonly #clock: Clock
  readonly #handlers: ReconnectionHandlers
  readonly #backoff: Backoff
  #attempts = 0
  #cancel: Cancel | null = null
  #stopped = false

  /** @param backoff the pauses; passed on, they continue to grow where an earlier reconnection stopped */
  constructor(clock: Clock, handlers: ReconnectionHandlers, backoff = new Backoff()) {
    this.#clock = clock
    this.#handlers = handlers
    this.#backoff = backoff
    this.#wait()
  }

  /** Makes the next attempt at once. */
  retryNow(): void {
    if (!this.#cancel) return
    this.#cancel()
    void this.#try()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel?.()
    this.#cancel = null
  }

  #wait(): void {
    const pause = this.#backoff.next()
    this.#attempts++
    this.#cancel = this.#clock.after(pause, () => void this.#try())
    this.#handlers.waiting(this.#clock.now() + pause, this.#attempts)
  }

  async #try(): Promise<void> {
    this.#cancel = null
    this.#handlers.trying(this.#attempts)
    const done = await this.#handlers.attempt()
    if (!done && !this.#stopped) this.#wait()
  }
}
