import { describe, expect, it } from 'vitest'
import { PicturePace } from '../../src/screen/picture-pace.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

/** Sends pictures over a link that takes `ms(quality)` for each. */
function send(pace: PicturePace, clock: ManualClock, seconds: number, ms: (quality: number) => number): number {
  const end = clock.now() + 1000 * seconds
  let pictures = 0
  while (clock.now() < end) {
    const took = ms(pace.level.quality)
    clock.advance(Math.max(took, pace.interval))
    pace.sent(took)
    pictures++
  }
  return pictures
}

describe('PicturePace', () => {
  it('stays at the best level on a fast link', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    expect(send(pace, clock, 5, () => 20)).toBe(50)
    expect(pace.best).toBe(true)
  })

  it('steps down until pictures are sent in time, and recovers', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    send(pace, clock, 5, (quality) => 4 * quality)
    expect(pace.best).toBe(false)
    expect(4 * pace.level.quality).toBeLessThanOrEqual(pace.interval)
    send(pace, clock, 30, () => 5)
    expect(pace.best).toBe(true)
  })

  it('never drops below one picture per second', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    send(pace, clock, 60, () => 5_000)
    expect(pace.interval).toBe(1000)
  })

  it('waits longer after each failed step up', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    // Every level except the best is fast, so each step up to the best fails.
    const link = (quality: number) => (quality === 75 ? 150 : 10)
    let failures = 0
    const count = (quality: number) => {
      if (quality === 75) failures++
      return link(quality)
    }
    send(pace, clock, 60, count)
    expect(failures).toBeLessThan(14)
    expect(failures).toBeGreaterThan(4)
  })

  it('ignores a single slow picture', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    pace.sent(900)
    pace.sent(10)
    pace.sent(900)
    expect(pace.best).toBe(true)
  })
})
