import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'

it('rounds a part of a millisecond up, so that no timer of the system clock fires early', async () => {
  let sum = 0
  for (let i = 0; i < 50; i++) {
    // Node reckons from when its loop last looked at the time.
    await setImmediate()
    const begin = systemClock.now()
    await new Promise<void>((resolve) => systemClock.after(2.9, resolve))
    sum += systemClock.now() - begin
  }
  // Without its parts it would be 2 ms, of which Node's own reckoning in whole ms takes half a one off in the mean.
  expect(sum / 50).toBeGreaterThan(2.2)
})
