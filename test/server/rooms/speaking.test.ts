import { describe, expect, it } from 'vitest'
import { Speaking } from '../../../src/server/rooms/speaking.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const LOUD = -20
const QUIET = -70

function speaking() {
  const clock = new ManualClock()
  const reports: { at: number; ids: number[] }[] = []
  const one = new Speaking(clock, (ids) => reports.push({ at: clock.now() - 1000, ids }))
  /** Lets these members talk for `ms`, one frame every 20 ms. */
  const talk = (ms: number, ...ids: number[]) => {
    for (let i = 0; i < ms / 20; i++) {
      for (const id of ids) one.level(id, LOUD)
      clock.advance(20)
    }
  }
  return { clock, reports, speaking: one, talk, ids: () => reports.map((report) => report.ids) }
}

describe('Speaking', () => {
  it('reports a talker at once, and only once while they talk', () => {
    const { reports, talk } = speaking()
    talk(3_000, 1)
    expect(reports).toEqual([{ at: 0, ids: [1] }])
  })

  it('reports silence within a second after the last loud frame, and leaves no timer', () => {
    const { clock, reports, talk, ids } = speaking()
    talk(1_000, 1)
    clock.advance(1_000)
    expect(ids()).toEqual([[1], []])
    expect(reports[1]!.at).toBeLessThan(2_000)
    clock.advance(10_000)
    expect(ids()).toHaveLength(2)
    expect(clock.timers).toBe(0)
  })

  it('bridges the pauses between words', () => {
    const { clock, talk, ids } = speaking()
    for (let word = 0; word < 10; word++) {
      talk(200, 1)
      clock.advance(300)
    }
    expect(ids()).toEqual([[1]])
  })

  it('ignores quiet frames', () => {
    const { speaking: one, clock, ids } = speaking()
    for (let i = 0; i < 100; i++) one.level(1, QUIET)
    clock.advance(1_000)
    expect(ids()).toEqual([])
    expect(clock.timers).toBe(0)
  })

  it('reports talkers in the order in which they started', () => {
    const { talk, ids } = speaking()
    talk(200, 3)
    talk(200, 3, 1)
    expect(ids()).toEqual([[3], [3, 1]])
  })

  it('reports at most ten times per second when many talkers start and stop', () => {
    const { clock, reports, speaking: one } = speaking()
    for (let i = 0; i < 1_000; i++) {
      one.level(i, LOUD)
      if (i > 3) one.forget(i - 3)
      clock.advance(7)
    }
    expect(reports.length).toBeGreaterThan(50)
    for (const [i, { at }] of reports.entries()) {
      if (i > 0) expect(at - reports[i - 1]!.at).toBeGreaterThanOrEqual(100)
    }
  })

  it('drops a member who left or was muted within 100 ms', () => {
    const { clock, talk, ids, speaking: one } = speaking()
    talk(300, 1, 2)
    one.forget(1)
    clock.advance(100)
    expect(ids().at(-1)).toEqual([2])
    one.forget(7)
    clock.advance(50)
    expect(ids().at(-1)).toEqual([2])
  })

  it('reports nothing once closed', () => {
    const { clock, talk, ids, speaking: one } = speaking()
    talk(100, 1)
    one.close()
    clock.advance(1_000)
    expect(ids()).toEqual([[1]])
    expect(clock.timers).toBe(0)
  })
})
