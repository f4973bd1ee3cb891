import type { Cancel, Clock } from '../lib/clock.ts'

/** ms that are caught up after a stall; anything older is skipped instead of sent in a burst. */
const CATCH_UP = 100

/**
 * Calls `onTick` every `periodMs` on an absolute schedule: each tick is due one period after the previous one was due,
 * not after it ran, so that lateness does not accumulate. After a stall of more than 100 ms the schedule restarts.
 *
 * @param periods called after each tick; returns in how many periods the next one is due
 * @returns a function that stops the clock
 */
export function startFrameClock(
  clock: Clock,
  periodMs: number,
  onTick: () => void,
  periods: () => number = () => 1,
): Cancel {
  let due = clock.now() + periodMs
  let stopped = false
  let cancel = clock.after(periodMs, tick)

  function tick(): void {
    const oldest = clock.now() - CATCH_UP
    if (due < oldest) due = clock.now()
    while (!stopped && due <= clock.now()) {
      onTick()
      due += periodMs * periods()
    }
    if (!stopped) cancel = clock.after(due - clock.now(), tick)
  }

  return () => {
    stopped = true
    cancel()
  }
}
