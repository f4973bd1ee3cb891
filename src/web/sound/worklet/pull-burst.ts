/** Calls over which the longest burst is kept before it may shrink: two seconds of 128 samples at 48 kHz. */
const SPAN = 750
/** ms between two calls that belong to the same burst: a worklet only has a clock of whole ms. */
const SAME = 1

/** Measures how many pulls the browser makes at once: an output device takes a buffer of several blocks at a time. */
export class PullBurst {
  #lastAt = -Infinity
  #burst = 0
  #longest = 0
  #current = 0
  #calls = 0

  /** Counts a pull at `now` (ms). @returns pulls in the longest recent burst, beyond its first */
  pulled(now: number): number {
    this.#burst = now - this.#lastAt <= SAME ? this.#burst + 1 : 0
    this.#lastAt = now
    this.#current = Math.max(this.#current, this.#burst)
    if (this.#current > this.#longest) this.#longest = this.#current
    if (++this.#calls >= SPAN) {
      this.#longest = this.#current
      this.#current = 0
      this.#calls = 0
    }
    return this.#longest
  }
}
