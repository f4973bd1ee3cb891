/** Ends a timer. Calling it again, or after the timer fired, does nothing. */
export type Cancel = () => void

/**
 * The only source of time in the project, handed to whatever needs it, so that a test can turn the hands.
 * It is monotonic: the wall clock may jump, a meeting may not.
 */
export interface Clock {
  /** Milliseconds since an arbitrary start, with a fraction. Never goes back. */
  now(): number
  /** Milliseconds since 1970, for what people read; never for measuring. */
  date(): number
  /** Calls `callback` once, `delay` ms from now, or a little later (at once where `delay` is not positive). */
  after(delay: number, callback: () => void): Cancel
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(delay, callback) {
    // Node takes whole ms and drops the rest: too early, and what waits would wake up twice.
    const timer = setTimeout(callback, Math.max(0, Math.ceil(delay)))
    return () => clearTimeout(timer)
  },
}
