import { describe, expect, it } from 'vitest'
import { RealTimePacer } from '../../../src/server/voice/real-time-pacer.ts'

/** Number of frames allowed within `ms` when one is attempted every `period` ms. */
function passed(ms: number, period: number, burst = 320, frameMs = 20): number {
  const pace = new RealTimePacer(burst, frameMs)
  let frames = 0
  for (let now = 0; now < ms; now += period) {
    if (!pace.allows(now)) continue
    pace.spend(now)
    frames++
  }
  return frames
}

describe('RealTimePacer', () => {
  it('allows every frame at real time and 2 % faster', () => {
    expect(passed(60_000, 20)).toBe(3_000)
    expect(passed(60_000, 19.6)).toBe(Math.ceil(60_000 / 19.6))
    expect(passed(60_000, 10, 320, 10)).toBe(6_000)
  })

  it('allows a burst at once', () => {
    expect(passed(1, 0.01, 320)).toBe(16)
    expect(passed(1, 0.01, 100)).toBe(5)
    expect(passed(1, 0.01, 100, 10)).toBe(10)
  })

  it('limits a flood to 3 % above real time', () => {
    for (const [frameMs, inTime] of [
      [20, 3_000],
      [10, 6_000],
    ] as const) {
      const frames = passed(60_000, 1, 320, frameMs)
      expect(frames).toBeGreaterThan(inTime)
      expect(frames).toBeLessThanOrEqual(inTime * 1.03 + 320 / frameMs + 1)
    }
  })

  it('allows a full burst again after a pause', () => {
    const pace = new RealTimePacer(320, 20)
    for (let i = 0; i < 16; i++) pace.spend(0)
    expect(pace.allows(0)).toBe(false)
    expect(pace.allows(320)).toBe(true)
    for (let i = 0; i < 16; i++) {
      expect(pace.allows(1_000)).toBe(true)
      pace.spend(1_000)
    }
  })

  it('allows a frame after the reported wait, also with fractions of a ms', () => {
    const pace = new RealTimePacer(320, 20)
    for (let now = 0.1; now < 5_000; now += 0.7) {
      if (pace.allows(now)) pace.spend(now)
      const wait = pace.untilAllowed(now)
      if (wait > 0) expect(wait).toBeGreaterThanOrEqual(1)
      expect(pace.allows(now + wait)).toBe(true)
    }
  })
})
