import { describe, expect, it } from 'vitest'
import { ArrivalSpread } from '../../src/audio/arrival-spread.ts'

/** The spread of frames of 20 ms, or of others, that come at these times, in ms. */
function spreadOf(times: readonly number[], frameMs = 20): number {
  const spread = new ArrivalSpread(frameMs)
  for (const time of times) spread.arrived(time)
  return spread.spread()
}

const regular = Array.from({ length: 250 }, (_, i) => 1000 + 20 * i)

describe('ArrivalSpread', () => {
  it('is 0 without frames, and when frames are on time', () => {
    expect(spreadOf([])).toBe(0)
    expect(spreadOf(regular)).toBe(0)
  })

  it('is the lateness of frames', () => {
    const late = regular.map((time, i) => time + (i % 4 === 0 ? 15 : 0))
    expect(spreadOf(late)).toBe(15)
  })

  it('does not count a pause as lateness', () => {
    const paused = regular.map((time, i) => time + (i >= 100 ? 3_000 : 0))
    expect(spreadOf(paused)).toBe(0)
  })

  it('counts a stall as lateness, because a burst follows it', () => {
    const stalled = regular.map((time, i) => (i >= 100 && i < 110 ? regular[110]! : time))
    expect(spreadOf(stalled)).toBeGreaterThan(80)
  })

  it.each([
    ['all that it held up comes at once', 100],
    ['only the end of what it held up comes', 12],
  ])('learns nothing from an outage of two seconds, where %s', (_, burst) => {
    const before = regular.slice(0, 100)
    const held = Array.from({ length: burst }, () => regular[99]! + 2_000)
    const after = Array.from({ length: 200 }, (_, i) => regular[99]! + 2_020 + 20 * i)
    expect(spreadOf([...before, ...held, ...after])).toBe(0)
  })

  it('ignores the latest frame of a hundred', () => {
    const rare = regular.map((time, i) => time + (i === 60 || i === 170 ? 90 : 0))
    expect(spreadOf(rare)).toBe(0)
  })

  it('hardly changes with a clock that is 2 % fast', () => {
    expect(spreadOf(regular.map((time) => time * 0.98))).toBeLessThanOrEqual(20.5)
  })

  it('forgets frames after five seconds', () => {
    const late = regular.map((time, i) => time + (i % 2) * 30)
    const good = regular.map((time) => time + 5_000)
    expect(spreadOf([...late, ...good])).toBe(0)
  })

  it('uses the same time spans with shorter frames', () => {
    const short = Array.from({ length: 500 }, (_, i) => 1000 + 10 * i)
    const late = short.map((time, i) => time + (i < 250 && i % 2 === 1 ? 30 : 0))
    expect(spreadOf(late, 10)).toBe(30)
    expect(spreadOf([...late, ...short.map((time) => time + 5_000)], 10)).toBe(0)
    expect(
      spreadOf(
        short.map((time, i) => (i >= 250 && i < 280 ? short[280]! : time)),
        10,
      ),
    ).toBe(260)
  })
})
