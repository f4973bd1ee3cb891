import { describe, expect, it } from 'vitest'
import { systemClock } from '../src/clock.ts'

function wait(ms: number): Promise<number> {
  const begin = systemClock.now()
  return new Promise((resolve) => systemClock.after(ms, () => resolve(systemClock.now() - begin)))
}

describe('the clock of the machine', () => {
  it('calls nobody sooner than asked for, by parts of a millisecond either', async () => {
    const waits = Array.from({ length: 100 }, (_, i) => 1 + i / 20)
    const took = await Promise.all(waits.map(wait))
    // A timer reckons from when its turn of the loop began, a little before it was asked for.
    const early = took.filter((ms, i) => ms < waits[i]! - 0.5)
    expect(early).toEqual([])
  })
})
