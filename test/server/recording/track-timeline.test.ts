import { describe, expect, it } from 'vitest'
import { Timeline } from '../../../src/server/recording/track-timeline.ts'

/** Slots of frames that are mixed at these times, ms since the beginning. */
function slots(times: readonly number[], quiet = false): (number | null)[] {
  const timeline = new Timeline(20, 5_000)
  return times.map((time) => timeline.place(5_000 + time, quiet))
}

describe('a timeline', () => {
  it('puts frames where the clock has them, and leaves pauses between', () => {
    expect(slots([0, 20, 40, 1_000, 1_020])).toEqual([0, 1, 2, 50, 51])
  })

  it('takes no notice of jitter', () => {
    expect(slots([0, 28, 38, 61, 95, 101])).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('lets a burst stand behind what was late, and goes on from there', () => {
    expect(slots([0, 60, 60, 60, 80, 100])).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('follows the clock after a stall that is too long to be made up for', () => {
    expect(slots([0, 300, 320])).toEqual([0, 15, 16])
  })

  it('follows a slow clock by gaps that nobody hears', () => {
    const timeline = new Timeline(20, 0)
    const places = Array.from({ length: 1_000 }, (_, i) => timeline.place(i * 20.4, i % 10 === 0)!)
    places.forEach((slot, i) => {
      expect(Math.abs(slot * 20 - i * 20.4)).toBeLessThanOrEqual(40)
      if (i > 0 && slot !== places[i - 1]! + 1) expect(i % 10).toBe(0)
    })
  })

  it('leaves out frames of a fast clock, loud ones only where nothing else helps', () => {
    const quietly = new Timeline(20, 0)
    const loudly = new Timeline(20, 0)
    for (let i = 0; i < 10_000; i++) {
      const slot = quietly.place(i * 19.6, i % 10 === 0)
      if (slot === null) expect(i % 10).toBe(0)
      else expect(slot * 20 - i * 19.6).toBeLessThanOrEqual(60)
      expect((loudly.place(i * 19.6, false) ?? 0) * 20 - i * 19.6).toBeLessThanOrEqual(420)
    }
  })

  it('stands still in a pause', () => {
    const timeline = new Timeline(20, 0)
    expect(timeline.place(0, false)).toBe(0)
    timeline.pause(true, 15)
    expect(timeline.place(500, false)).toBeNull()
    expect(timeline.at(900)).toBe(15)
    timeline.pause(false, 1_000)
    expect(timeline.place(1_005, false)).toBe(1)
    expect(timeline.end(1_105)).toBe(6)
  })

  it('never puts a frame before what was said to be settled', () => {
    const timeline = new Timeline(20, 0)
    expect(timeline.settled(1_000)).toBe(47)
    expect(timeline.place(1_000, false)).toBe(50)
    expect(timeline.settled(1_020)).toBe(51)
  })
})
