import type { Clock } from '../../lib/clock.ts'

/** ms of a turn of the event loop after which what clients ask for waits for the next one. */
const SHARE = 2

/**
 * How much of each turn of the event loop goes into what clients ask for. However much of it comes at once, the
 * timers that mix voice, and the voice of others, have their turn in between.
 */
export class LoopBudget {
  readonly #clock: Clock
  /** When this turn's first message was taken; null where none was. */
  #begun: number | null = null
  /** Those who go on in a later turn, the first first. */
  readonly #waiting: (() => void)[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @returns what is to be waited for before the next message is taken; undefined where there is time for it now. */
  take(): Promise<void> | undefined {
    if (this.#begun === null) this.#begin()
    if (this.#clock.now() - this.#begun! < SHARE) return undefined
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #begin(): void {
    this.#begun = this.#clock.now()
    setImmediate(() => this.#next())
  }

  /** One who waits goes on, with all that it has to say as long as there is time. */
  #next(): void {
    this.#begun = null
    const first = this.#waiting.shift()
    if (!first) return
    this.#begin()
    first()
  }
}
