import type { Limits } from '../../protocol/limits.ts'

/** Counts the refused messages of a connection: a client that sends only rubbish is not answered for ever. */
export class Refusals {
  readonly #limits: Limits
  #times: number[] = []

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Counts one at `now` (ms); returns whether they are too many. */
  add(now: number): boolean {
    this.#times = this.#times.filter((time) => now - time < this.#limits.refusedWindow)
    this.#times.push(now)
    return this.#times.length >= this.#limits.refusedMessages
  }
}
