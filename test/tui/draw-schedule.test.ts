import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DrawSchedule } from '../../src/tui/draw-schedule.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

function schedule() {
  const clock = new ManualClock()
  const drawn: number[] = []
  const schedule = new DrawSchedule(clock, () => drawn.push(clock.now()))
  return { clock, drawn, schedule }
}

/** The maximum number of frames drawn within any second. */
function mostInASecond(drawn: readonly number[]): number {
  return Math.max(0, ...drawn.map((begin) => drawn.filter((at) => at >= begin && at < begin + 1000).length))
}

describe('DrawSchedule', () => {
  it('draws nothing without changes', () => {
    const { clock, drawn } = schedule()
    clock.advance(10_000)
    expect(drawn).toEqual([])
    expect(clock.timers).toBe(0)
  })

  it('draws an urgent change at once, and coalesces further changes', () => {
    const { clock, drawn, schedule: one } = schedule()
    for (let i = 0; i < 5; i++) one.request(true)
    clock.advance(0)
    expect(drawn).toEqual([1000])
  })

  it('draws each key at once at ten keys per second, while levels move too', () => {
    const { clock, drawn, schedule: one } = schedule()
    const late: number[] = []
    for (let ms = 0; ms < 10_000; ms += 25) {
      if (ms % 125 === 0) one.request(false)
      if (ms % 100 === 0) {
        one.request(true)
        clock.advance(0)
        if (drawn.at(-1) !== clock.now()) late.push(ms)
      }
      clock.advance(25)
    }
    expect(late).toEqual([])
  })

  it('draws ambient changes at most eight times per second', () => {
    const { clock, drawn, schedule: one } = schedule()
    for (let ms = 0; ms < 5_000; ms += 10) {
      one.request(false)
      clock.advance(10)
    }
    expect(mostInASecond(drawn)).toBeLessThanOrEqual(8)
    expect(drawn.length).toBeGreaterThan(30)
  })

  it('never draws more than 15 frames in any second, and always draws the last change', () => {
    const steps = fc.array(
      fc.record({ wait: fc.oneof(fc.constantFrom(0, 1, 33), fc.nat(400)), urgent: fc.boolean() }),
      { maxLength: 200, minLength: 40 },
    )
    fc.assert(
      fc.property(steps, (wanted) => {
        const { clock, drawn, schedule: one } = schedule()
        let requested = 0
        for (const { wait, urgent } of wanted) {
          one.request(urgent)
          requested = clock.now()
          clock.advance(wait)
        }
        clock.advance(2_000)
        expect(mostInASecond(drawn)).toBeLessThanOrEqual(15)
        expect(drawn.at(-1)).toBeGreaterThanOrEqual(requested)
        expect(clock.timers).toBe(0)
      }),
    )
  })

  it('draws promptly while a key is held down', () => {
    const { clock, drawn, schedule: one } = schedule()
    for (let ms = 0; ms < 5_000; ms += 33) {
      one.request(true)
      clock.advance(33)
    }
    const gaps = drawn.slice(1).map((at, i) => at - drawn[i]!)
    expect(Math.max(...gaps)).toBeLessThan(250)
    expect(mostInASecond(drawn)).toBeLessThanOrEqual(15)
  })

  it('draws nothing after close', () => {
    const { clock, drawn, schedule: one } = schedule()
    one.request(true)
    one.close()
    clock.advance(1_000)
    expect(drawn).toEqual([])
  })
})
