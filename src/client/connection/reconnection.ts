import type { Cancel, Clock } from '../../lib/clock.ts'

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

/** ms of the first pause, and of the longest pause early and later on. */
const FIRST = 250
const LONGEST_AT_FIRST = 2_000
const LONGEST = 10_000
/** Total ms of pauses after which the longer limit applies; a restarted server is back by then. */
const FRESH = 60_000

/**
 * Exponential backoff with jitter: the pause doubles with each attempt, and is drawn between half and all of that, so
 * that not all clients reconnect at once.
 */
export class Backoff {
  readonly #random: () => number
  #next = FIRST
  #waited = 0

  /** @param random returns numbers in [0, 1) */
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
