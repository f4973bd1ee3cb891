import type { Cancel, Clock } from '../lib/clock.ts'

/** ms that may be made up for after a stall; what is older is skipped, never sent in a burst. */
const CATCH_UP = 100

/**
 * Calls `onTick` every `periodMs` on an absolute schedule: each tick is due one period after the one before
 * was due, not after it ran, so that lateness does not add up. After a stall of more than 100 ms the schedule
 * starts afresh.
 *
 * @param periods tells after each tick how many periods later the next one is due.
 * @returns a function that ends the ticking.
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
