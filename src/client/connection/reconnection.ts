import type { Cancel, Clock } from '../../lib/clock.ts'

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

/** ms of the first pause, and the longest while the loss is fresh and later on. */
const FIRST = 250
const LONGEST_AT_FIRST = 2_000
const LONGEST = 10_000
/** ms of pauses after which the loss is not fresh any more: a server that is started again is back by then. */
const FRESH = 60_000

/**
 * How long to wait before each attempt to connect again: doubled each time, and somewhere between half and all of
 * that, so that not everybody comes back at once.
 */
export class Backoff {
  readonly #random: () => number
  #next = FIRST
  #waited = 0

  /** @param random gives numbers from 0 up to 1. */
  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  /** ms to wait before the next attempt. */
  next(): number {
    const pause = this.#next * (0.5 + 0.5 * this.#random())
    this.#waited += pause
    this.#next = Math.min(this.#next * 2, this.#waited < FRESH ? LONGEST_AT_FIRST : LONGEST)
    return pause
  }
}
