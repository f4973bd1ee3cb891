import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'

/** A session without a connection: what it was told meanwhile, and the time after which it is given up. */
export class DetachedSession {
  readonly #missed: Buffer[] = []
  readonly #kept: number
  readonly #cancel: Cancel

  /** @param expired is called when nobody has come back in time. */
  constructor(clock: Clock, limits: Limits, expired: () => void) {
    this.#kept = limits.missedTexts
    this.#cancel = clock.after(limits.resumeWithin, expired)
  }

  /** Keeps a chat message; of many only the last. */
  miss(said: Buffer): void {
    this.#missed.push(said)
    if (this.#missed.length > this.#kept) this.#missed.shift()
  }

  /** Ends it. @returns what was said meanwhile. */
  end(): readonly Buffer[] {
    this.#cancel()
    return this.#missed
  }
}
