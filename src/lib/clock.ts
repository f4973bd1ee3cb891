/** Cancels a timer. Idempotent; has no effect after the timer fired. */
export type Cancel = () => void

/**
 * The source of time of all code, injected so that tests can control it. It is monotonic, because the wall clock may jump.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start, with a fraction. Never decreases. */
  now(): number
  /** Milliseconds since 1970-01-01 UTC, for display only, never to measure durations. */
  date(): number
  /** Calls `callback` once, `delay` ms from now or slightly later; as soon as possible if `delay` is not positive. */
  after(delay: number, callback: () => void): Cancel
}

/** The clock of the system. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(delay, callback) {
    // Node truncates to whole ms. A timer that fires too early would make its caller wait twice.
    const timer = setTimeout(callback, Math.max(0, Math.ceil(delay)))
    return () => clearTimeout(timer)
  },
}
