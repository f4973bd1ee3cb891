import type { Cancel, Clock } from '../clock.ts'
import { limits } from '../protocol/limits.ts'

/** A session without a connection: what it was told meanwhile, and the time after which it is given up. */
export class Absence {
  readonly #missed: Buffer[] = []
  readonly #cancel: Cancel

  /** @param expired is called when nobody has come back in time. */
  constructor(clock: Clock, expired: () => void) {
    this.#cancel = clock.after(limits.resumeWithin, expired)
  }

  /** Keeps a chat message; of many only the last. */
  miss(said: Buffer): void {
    this.#missed.push(said)
    if (this.#missed.length > limits.missedTexts) this.#missed.shift()
  }

  /** Ends it. @returns what was said meanwhile. */
  end(): readonly Buffer[] {
    this.#cancel()
    return this.#missed
  }
}
