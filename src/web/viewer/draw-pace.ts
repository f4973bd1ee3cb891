/** ms over which pictures are counted. */
const SPAN = 2000

/** How many pictures come, and how large they are. */
export class Pace {
  #arrivals: { at: number; bytes: number }[] = []

  add(at: number, bytes: number): void {
    this.#arrivals.push({ at, bytes })
  }

  /** Pictures and bytes a second, over the 2 s before `now` (ms of the same clock as `add`). */
  measure(now: number): { pictures: number; bytes: number } {
    this.#arrivals = this.#arrivals.filter(({ at }) => now - at < SPAN)
    const bytes = this.#arrivals.reduce((sum, one) => sum + one.bytes, 0)
    return { pictures: (this.#arrivals.length * 1000) / SPAN, bytes: (bytes * 1000) / SPAN }
  }
}
