import { performance } from 'node:perf_hooks'

/** Load of the event loop (0..1) above which fewer people are mixed, and below which more are again. */
const HIGH = 0.85
const LOW = 0.7
/** Weight of the last period in the smoothed load: a single busy period is no overload. */
const WEIGHT = 0.4
/** Fraction of those who are mixed that remains after a cut. */
const CUT = 0.7
/** Factor and constant by which the places grow after a period of low load. */
const GROWTH = 1.05
const STEP = 1
/** So many people are always mixed: any machine can. */
export const LEAST_TALKERS = 24

/** Decides how many people a server can mix, from the load of its event loop. */
export class TalkerBudget {
  #total = Infinity
  #load = 0

  /** The number of people who may be mixed; Infinity while the server is not overloaded. */
  get total(): number {
    return this.#total
  }

  /**
   * Takes the load of a period, always of the same length.
   * @param load fraction (0..1) of the period in which the event loop was busy
   * @param heard people who are mixed
   * @param talking people who send voice, mixed or not
   */
  update(load: number, heard: number, talking: number): void {
    this.#load += WEIGHT * (load - this.#load)
    if (this.#load > HIGH) {
      this.#total = Math.max(LEAST_TALKERS, Math.floor(Math.min(this.#total, heard) * CUT))
      // What was measured before says nothing about the time after the cut.
      this.#load = LOW
    } else if (this.#load < LOW && this.#total !== Infinity) {
      this.#total = Math.floor(this.#total * GROWTH) + STEP
      if (this.#total > talking) this.#total = Infinity
    }
  }
}

/** @returns a function that returns the fraction (0..1) of the time since its last call in which the event loop was busy */
export function measuredLoad(): () => number {
  let before = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization
  }
}
