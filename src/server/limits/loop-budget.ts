import type { Clock } from '../../lib/clock.ts'

/** ms of one turn of the event loop that may be spent on requests; the rest wait for the next turn. */
const SHARE = 2

/**
 * Bounds the time per turn of the event loop that is spent on requests of all clients, so that a flood of requests
 * delays neither the timers that mix voice nor the voice of others.
 */
export class LoopBudget {
  readonly #clock: Clock
  /** When this turn's first request was taken, in ms; null when none was. */
  #begun: number | null = null
  /** Requests that wait for a later turn, in order. */
  readonly #waiting: (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @returns a promise to await before the next request; undefined when there is time for it in this turn */
  take(): Promise<void> | undefined {
    if (this.#begun === null) this.#begin()
    if (this.#clock.now() - this.#begun! < SHARE) return undefined
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #begin(): void {
    this.#begun = this.#clock.now()
    setImmediate(() => this.#next())
  }

  /** Resumes the first waiting client, which may continue until this turn's time is used up. */
  #next(): void {
    this.#begun = null
    const first = this.#waiting.shift()
    if (!first) return
    this.#begin()
    first()
  }
}
