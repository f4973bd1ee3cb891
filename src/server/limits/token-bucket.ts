/** A token bucket: allows a burst, then a steady rate. */
export class TokenBucket {
  readonly #burst: number
  readonly #perSecond: number
  #left: number
  #asOf: number | null = null

  /** @param burst tokens that may be taken at once, in any unit @param perSecond tokens added per second */
  constructor(burst: number, perSecond: number) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#left = burst
  }

  /** Takes `amount` tokens at `now` (ms). @returns whether there were enough; otherwise none is taken */
  take(amount: number, now: number): boolean {
    const passed = this.#asOf === null ? 0 : now - this.#asOf
    this.#asOf = now
    this.#left = Math.min(this.#burst, this.#left + (passed * this.#perSecond) / 1000)
    if (amount > this.#left) return false
    this.#left -= amount
    return true
  }
}
