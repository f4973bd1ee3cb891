/** How much of something one client may do: a burst, and so much a second after it. A token bucket. */
export class TokenBucket {
  readonly #burst: number
  readonly #perSecond: number
  #left: number
  #asOf: number | null = null

  /** @param burst what may be used at once, in any unit. @param perSecond what comes back each second. */
  constructor(burst: number, perSecond: number) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#left = burst
  }

  /** Uses up `amount` at `now` (ms), if so much is left; returns whether it was. */
  take(amount: number, now: number): boolean {
    const passed = this.#asOf === null ? 0 : now - this.#asOf
    this.#asOf = now
    this.#left = Math.min(this.#burst, this.#left + (passed * this.#perSecond) / 1000)
    if (amount > this.#left) return false
    this.#left -= amount
    return true
  }
}
