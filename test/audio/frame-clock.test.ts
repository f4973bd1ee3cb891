import { describe, expect, it } from 'vitest'
import { startFrameClock } from '../../src/audio/frame-clock.ts'
import type { Clock } from '../../src/lib/clock.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

/** A clock whose timers all fire `lateness` ms too late, as on a busy machine. */
function lateClock(clock: ManualClock, lateness: () => number): Clock {
  return {
    now: () => clock.now(),
    date: () => clock.date(),
    after: (delay, callback) => clock.after(delay + lateness(), callback),
  }
}

/** Starts a frame clock, of 20 ms unless said, and notes when it ticks, in ms from now. */
function ticking(clock: ManualClock, timers: Clock = clock, period = 20) {
  const start = clock.now()
  const ticks: number[] = []
  const stop = startFrameClock(timers, period, () => ticks.push(Math.round(clock.now() - start)))
  return { ticks, stop }
}

describe('startFrameClock', () => {
  it('ticks once per period, first after one period', () => {
    const clock = new ManualClock()
    const { ticks } = ticking(clock)
    clock.advance(100)
    expect(ticks).toEqual([20, 40, 60, 80, 100])
  })

  it('does not accumulate lateness over an hour of late timers', () => {
    const clock = new ManualClock()
    let turn = 0
    const { ticks } = ticking(
      clock,
      lateClock(clock, () => (turn++ * 7) % 19),
    )
    clock.advance(3_600_000)
    expect(ticks.length).toBeGreaterThanOrEqual(179_998)
    expect(ticks.length).toBeLessThanOrEqual(180_000)
    for (const [i, at] of ticks.entries()) expect(Math.abs(at - 20 * (i + 1))).toBeLessThan(40)
  })

  it('catches up after a short stall', () => {
    const clock = new ManualClock()
    const late = [0, 60, 0, 0]
    const { ticks } = ticking(
      clock,
      lateClock(clock, () => late.shift() ?? 0),
    )
    clock.advance(140)
    expect(ticks).toEqual([20, 100, 100, 100, 100, 120, 140])
  })

  it('catches up after an equally long stall with shorter frames', () => {
    const clock = new ManualClock()
    const late = [0, 80, 0, 0]
    const timers = lateClock(clock, () => late.shift() ?? 0)
    const { ticks } = ticking(clock, timers, 10)
    clock.advance(120)
    expect(ticks).toEqual([10, ...Array(9).fill(100), 110, 120])
  })

  it('skips the ticks missed in a long stall and restarts the schedule', () => {
    const clock = new ManualClock()
    const late = [0, 5_003, 0, 0]
    const { ticks } = ticking(
      clock,
      lateClock(clock, () => late.shift() ?? 0),
    )
    clock.advance(5_100)
    expect(ticks).toEqual([20, 5_043, 5_063, 5_083])
  })

  it('keeps periods that are not a whole number of ms', () => {
    const clock = new ManualClock()
    let ticks = 0
    startFrameClock(clock, 10.5, () => ticks++)
    clock.advance(10_500)
    expect(ticks).toBe(1_000)
  })

  it('stops when told, even from within a tick that catches up', () => {
    const clock = new ManualClock()
    const { ticks, stop } = ticking(clock)
    clock.advance(20)
    stop()
    stop()
    clock.advance(100)
    expect(ticks).toEqual([20])

    let count = 0
    const end = startFrameClock(
      lateClock(clock, () => 50),
      20,
      () => {
        count++
        end()
      },
    )
    clock.advance(200)
    expect(count).toBe(1)
    expect(clock.timers).toBe(0)
  })
})
