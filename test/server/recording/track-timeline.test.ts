import { describe, expect, it } from 'vitest'
import { Timeline } from '../../../src/server/recording/track-timeline.ts'

/** Slots of frames that are mixed at these times, in ms since the start. */
function slots(times: readonly number[], quiet = false): (number | null)[] {
  const timeline = new Timeline(20, 5_000)
  return times.map((time) => timeline.place(5_000 + time, quiet))
}

describe('Timeline', () => {
  it('places frames by the clock, with gaps for pauses', () => {
    expect(slots([0, 20, 40, 1_000, 1_020])).toEqual([0, 1, 2, 50, 51])
  })

  it('places frames back to back despite jitter', () => {
    expect(slots([0, 28, 38, 61, 95, 101])).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('places a late burst back to back, and continues from there', () => {
    expect(slots([0, 60, 60, 60, 80, 100])).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('skips to the clock after a long stall', () => {
    expect(slots([0, 300, 320])).toEqual([0, 15, 16])
  })

  it('follows a slow clock with gaps in quiet frames only', () => {
    const timeline = new Timeline(20, 0)
    const places = Array.from({ length: 1_000 }, (_, i) => timeline.place(i * 20.4, i % 10 === 0)!)
    places.forEach((slot, i) => {
      expect(Math.abs(slot * 20 - i * 20.4)).toBeLessThanOrEqual(40)
      if (i > 0 && slot !== places[i - 1]! + 1) expect(i % 10).toBe(0)
    })
  })

  it('drops frames of a fast clock, and loud ones only beyond 400 ms', () => {
    const quietly = new Timeline(20, 0)
    const loudly = new Timeline(20, 0)
    for (let i = 0; i < 10_000; i++) {
      const slot = quietly.place(i * 19.6, i % 10 === 0)
      if (slot === null) expect(i % 10).toBe(0)
      else expect(slot * 20 - i * 19.6).toBeLessThanOrEqual(60)
      expect((loudly.place(i * 19.6, false) ?? 0) * 20 - i * 19.6).toBeLessThanOrEqual(420)
    }
  })

  it('stops during a pause', () => {
    const timeline = new Timeline(20, 0)
    expect(timeline.place(0, false)).toBe(0)
    timeline.pause(true, 15)
    expect(timeline.place(500, false)).toBeNull()
    expect(timeline.at(900)).toBe(15)
    timeline.pause(false, 1_000)
    expect(timeline.place(1_005, false)).toBe(1)
    expect(timeline.end(1_105)).toBe(6)
  })

  it('never places a frame before a settled slot', () => {
    const timeline = new Timeline(20, 0)
    expect(timeline.settled(1_000)).toBe(47)
    expect(timeline.place(1_000, false)).toBe(50)
    expect(timeline.settled(1_020)).toBe(51)
  })
})
