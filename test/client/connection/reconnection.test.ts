import { describe, expect, it } from 'vitest'
import { Reconnection } from '../../../src/client/connection/reconnection.ts'
import { Backoff } from '../../../src/protocol/wire/backoff.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

describe('Backoff', () => {
  it('grows from 250 ms to 2 s in the first minute, and to 10 s later', () => {
    const backoff = new Backoff(() => 1)
    const pauses = Array.from({ length: 45 }, () => backoff.next())
    expect(pauses.slice(0, 5)).toEqual([250, 500, 1000, 2000, 2000])
    const fresh = pauses.findIndex((pause) => pause > 2000)
    expect(pauses.slice(0, fresh).reduce((a, b) => a + b)).toBeGreaterThanOrEqual(60_000)
    expect(Math.max(...pauses)).toBe(10_000)
  })

  it('varies by up to half at random', () => {
    expect(new Backoff(() => 0).next()).toBe(125)
    expect(new Backoff(() => 0.5).next()).toBe(187.5)
  })
})

describe('a reconnection', () => {
  function lost(results: (boolean | Promise<boolean>)[]) {
    const clock = new ManualClock()
    const told: string[] = []
    const reconnection = new Reconnection(
      clock,
      {
        waiting: (retryAt, attempt) => told.push(`waiting ${attempt} ${retryAt - clock.now()}`),
        trying: (attempt) => told.push(`trying ${attempt}`),
        attempt: async () => results.shift() ?? true,
      },
      new Backoff(() => 1),
    )
    return { clock, told, reconnection }
  }
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

  it('tries until it succeeds', async () => {
    const { clock, told } = lost([false, false, true])
    for (let i = 0; i < 5; i++) {
      clock.advance(5_000)
      await turn()
    }
    expect(told).toEqual(['waiting 1 250', 'trying 1', 'waiting 2 500', 'trying 2', 'waiting 3 1000', 'trying 3'])
    expect(clock.timers).toBe(0)
  })

  it('retries at once on request, but not twice', async () => {
    const { clock, told, reconnection } = lost([true])
    reconnection.retryNow()
    reconnection.retryNow()
    await turn()
    clock.advance(60_000)
    expect(told).toEqual(['waiting 1 250', 'trying 1'])
  })

  it('makes no attempt after it is stopped', async () => {
    const { clock, told, reconnection } = lost([false])
    clock.advance(250)
    reconnection.stop()
    await turn()
    clock.advance(60_000)
    expect(told).toEqual(['waiting 1 250', 'trying 1'])
    expect(clock.timers).toBe(0)
  })
})
