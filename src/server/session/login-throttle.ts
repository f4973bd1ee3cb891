import type { Limits } from '../../protocol/limits.ts'

interface Window {
  readonly since: number
  tries: number
}

/** Addresses that are kept in mind; the oldest goes first. */
const MAX_ADDRESSES = 10_000

/**
 * Counts the wrong passwords that come from each address, whatever they were meant for. A try counts from its begin, so
 * that many at once are no way around it, and is taken back where it was right.
 */
export class LoginThrottle {
  readonly #limits: Limits
  /** In the order in which their windows began. */
  readonly #windows = new Map<string, Window>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Counts a try at `now` (ms); false where there were too many, and none is to be made. */
  begin(address: string, now: number): boolean {
    const window = this.#windowOf(address, now)
    if (window.tries >= this.#limits.wrongPasswords) return false
    window.tries++
    return true
  }

  /** Takes a try back that was right. */
  right(address: string): void {
    const window = this.#windows.get(address)
    if (window && window.tries > 0) window.tries--
  }

  /** Whole seconds until the next try may be made. */
  secondsLeft(address: string, now: number): number {
    const since = this.#windows.get(address)?.since ?? -Infinity
    return Math.max(0, Math.ceil((since + this.#limits.wrongPasswordWindow - now) / 1000))
  }

  #windowOf(address: string, now: number): Window {
    for (const [old, { since }] of this.#windows) {
      const over = now - since >= this.#limits.wrongPasswordWindow
      if (!over && this.#windows.size <= MAX_ADDRESSES) break
      this.#windows.delete(old)
    }
    let window = this.#windows.get(address)
    if (!window) {
      window = { since: now, tries: 0 }
      this.#windows.set(address, window)
    }
    return window
  }
}
