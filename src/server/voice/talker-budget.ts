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
/** ms for which nothing is read from a person who is not mixed, after each read: at first, and at most. */
const REST = 80
const LONGEST_REST = 640

/**
 * Decides how many people a server can mix, from the load of its event loop, and how often it reads from the others: with
 * fewer and larger reads, and in the end slower than they send.
 */
export class TalkerBudget {
  #total = Infinity
  #load = 0
  #rest = REST

  /** The number of people who may be mixed; Infinity while the server is not overloaded. */
  get total(): number {
    return this.#total
  }

  /** ms for which nothing is read from a person who is not mixed, after each read; 0 while not overloaded. */
  get rest(): number {
    return this.#total === Infinity ? 0 : this.#rest
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
      if (this.#total === LEAST_TALKERS) this.#rest = Math.min(LONGEST_REST, 2 * this.#rest)
      this.#total = Math.max(LEAST_TALKERS, Math.floor(Math.min(this.#total, heard) * CUT))
      // What was measured before says nothing about the time after the cut.
      this.#load = LOW
    } else if (this.#load < LOW && this.#total !== Infinity) {
      if (this.#rest > REST) this.#rest /= 2
      else this.#total = Math.floor(this.#total * GROWTH) + STEP
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
