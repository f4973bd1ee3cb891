import type { Cancel, Clock } from '../../lib/clock.ts'
import { Backoff } from './backoff.ts'

export interface ReconnectionHandlers {
  /** An attempt comes at `retryAt` (ms of the clock). */
  waiting(retryAt: number, attempt: number): void
  trying(attempt: number): void
  /** Makes an attempt. @returns whether that is the end of it: connected, or refused for good. */
  attempt(): Promise<boolean>
}

/** Attempts to connect again, with growing pauses, until one succeeds or it is stopped. */
export class Reconnection {
  readonly #clock: Clock
  readonly #handlers: ReconnectionHandlers
  readonly #backoff: Backoff
  #attempts = 0
  #cancel: Cancel | null = null
  #stopped = false

  constructor(clock: Clock, handlers: ReconnectionHandlers, random?: () => number) {
    this.#clock = clock
    this.#handlers = handlers
    this.#backoff = new Backoff(random)
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
