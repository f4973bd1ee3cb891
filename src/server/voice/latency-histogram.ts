/** Upper bounds of the buckets in ms; longer durations are counted in one more bucket. */
const BOUNDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250] as const

/** A histogram of durations. Recording costs a few comparisons, so it can be done for every frame. */
export class LatencyHistogram {
  /** ms, ascending. */
  readonly bounds: readonly number[]
  /** Durations per bucket: above the previous bound and at most this one; the last counts those above all bounds. */
  readonly counts: number[]
  /** Sum of all durations in ms. */
  sum = 0

  /** @param bounds ms, ascending */
  constructor(bounds: readonly number[] = BOUNDS) {
    this.bounds = bounds
    this.counts = new Array(bounds.length + 1).fill(0)
  }

  /** @param ms counted as 0 when negative: a timer may fire a fraction early */
  record(ms: number): void {
    let place = 0
    while (place < this.bounds.length && ms > this.bounds[place]!) place++
    this.counts[place]!++
    if (ms > 0) this.sum += ms
  }
}
