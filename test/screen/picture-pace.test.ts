import { describe, expect, it } from 'vitest'
import { PicturePace } from '../../src/screen/picture-pace.ts'
import { ManualClock } from '../helpers/manual-clock.ts'

/** Sends pictures for so long over a link that takes `ms(quality)` for each. */
function send(
  pace: PicturePace,
  clock: ManualClock,
  seconds: number,
  ms: (quality: number) => number,
): number {
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

describe('the pace of pictures', () => {
  it('stays the best on a quick link', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    expect(send(pace, clock, 5, () => 20)).toBe(50)
    expect(pace.best).toBe(true)
  })

  it('gives way until pictures pass in time, and recovers', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    send(pace, clock, 5, (quality) => 4 * quality)
    expect(pace.best).toBe(false)
    expect(4 * pace.level.quality).toBeLessThanOrEqual(pace.interval)
    send(pace, clock, 30, () => 5)
    expect(pace.best).toBe(true)
  })

  it('goes down to one picture a second and no further', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    send(pace, clock, 60, () => 5_000)
    expect(pace.interval).toBe(1000)
  })

  it('tries a level that fails less and less often', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    // Every level but the best passes at once: each attempt at the best is one that fails.
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

  it('does not mind one slow picture', () => {
    const clock = new ManualClock()
    const pace = new PicturePace(clock, 10)
    pace.sent(900)
    pace.sent(10)
    pace.sent(900)
    expect(pace.best).toBe(true)
  })
})
