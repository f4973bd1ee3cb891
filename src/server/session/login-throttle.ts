import type { Limits } from '../../protocol/limits.ts'
import { addressGroup } from '../net/addresses.ts'

interface Window {
  readonly since: number
  tries: number
}

/** Addresses or networks that are remembered; the oldest is dropped first. */
const MAX_ADDRESSES = 10_000

/**
 * Counts wrong passwords per address (IPv6: per /64 network), for all secrets together. An attempt counts from its start, so that parallel
 * attempts cannot bypass the limit, and is subtracted again when it was right.
 */
export class LoginThrottle {
  readonly #limits: Limits
  /** In order of the start of their windows. */
  readonly #windows = new Map<string, Window>()

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Counts an attempt at `now` (ms). @returns false when there were too many, and it must not be made */
  begin(address: string, now: number): boolean {
    const window = this.#windowOf(address, now)
    if (window.tries >= this.#limits.wrongPasswords) return false
    window.tries++
    return true
  }

  /** Subtracts an attempt that was right. */
  right(address: string): void {
    const window = this.#windows.get(addressGroup(address))
    if (window && window.tries > 0) window.tries--
  }

  /** Whole seconds until the next attempt is allowed. */
  secondsLeft(address: string, now: number): number {
    const since = this.#windows.get(addressGroup(address))?.since ?? -Infinity
    return Math.max(0, Math.ceil((since + this.#limits.wrongPasswordWindow - now) / 1000))
  }

  #windowOf(address: string, now: number): Window {
    for (const [old, { since }] of this.#windows) {
      const over = now - since >= this.#limits.wrongPasswordWindow
      if (!over && this.#windows.size <= MAX_ADDRESSES) break
      this.#windows.delete(old)
    }
    const group = addressGroup(address)
    let window = this.#windows.get(group)
    if (!window) {
      window = { since: now, tries: 0 }
      this.#windows.set(group, window)
    }
    return window
  }
}
