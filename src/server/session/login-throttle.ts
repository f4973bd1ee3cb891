import { addressGroup } from '../net/addresses.ts'

interface Window {
  readonly since: number
  count: number
}

/** Addresses or networks that are remembered; the oldest is dropped first. */
const MAX_ADDRESSES = 10_000

/** How many attempts an address may make, and within how many ms of the first. */
export interface AttemptLimit {
  readonly most: number
  readonly window: number
}

/**
 * Counts attempts per address (IPv6: per /64 network), such as wrong passwords, for all secrets together. What is still being
 * checked does not count: attempts of one address are checked one after another, so that parallel ones cannot bypass the limit.
 */
export class LoginThrottle {
  readonly #limit: AttemptLimit
  /** In order of the start of their windows. */
  readonly #windows = new Map<string, Window>()

  constructor(limit: AttemptLimit) {
    this.#limit = limit
  }

  /** Counts an attempt at `now` (ms). */
  count(address: string, now: number): void {
    this.#windowOf(address, now).count++
  }

  /** Whole seconds until the address may make another attempt; 0: it may make one now. */
  secondsLeft(address: string, now: number): number {
    const window = this.#windows.get(addressGroup(address))
    if (!window || window.count < this.#limit.most) return 0
    return Math.max(0, Math.ceil((window.since + this.#limit.window - now) / 1_000))
  }

  #windowOf(address: string, now: number): Window {
    for (const [old, { since }] of this.#windows) {
      const over = now - since >= this.#limit.window
      if (!over && this.#windows.size <= MAX_ADDRESSES) break
      this.#windows.delete(old)
    }
    const group = addressGroup(address)
    let window = this.#windows.get(group)
    if (!window) {
      window = { since: now, count: 0 }
      this.#windows.set(group, window)
    }
    return window
  }
}
