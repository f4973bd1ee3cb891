/** ms up to which each count goes; what is longer has one of its own. */
const BOUNDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250] as const

/** How often how long something took: a plain addition for each, so that it can stand where every frame goes by. */
export class LatencyHistogram {
  /** ms, ascending. */
  readonly bounds: readonly number[] = BOUNDS
  /** How many were at most as long as the bound of the same place, and longer than the one before; the last above all. */
  readonly counts: number[] = new Array(BOUNDS.length + 1).fill(0)
  /** ms, of all. */
  sum = 0

  /** @param ms negative ones count as none: a timer may be a fraction early. */
  record(ms: number): void {
    let place = 0
    while (place < BOUNDS.length && ms > BOUNDS[place]!) place++
    this.counts[place]!++
    if (ms > 0) this.sum += ms
  }
}
