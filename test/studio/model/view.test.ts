import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  columnOf,
  EMPTY_VIEW,
  following,
  movedTo,
  sampleAt,
  scrolledTo,
  selectedTo,
  type View,
  wholeScale,
  withinTimeline,
  zoomed,
  zoomedTo,
} from '../../../src/studio/model/view.ts'

const extent = { length: 48_000 * 60, columns: 100 }
const whole: View = { ...EMPTY_VIEW, scale: wholeScale(extent) }

describe('the view of a timeline', () => {
  it('keeps the sample under the pointer in place when zooming', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 99 }),
        fc.double({ min: 1, max: 400_000, noNaN: true }),
        (column, scale) => {
          const start = scrolledTo({ ...whole, scale: 5_000 }, 1_000_000, extent)
          const at = sampleAt(start, column)
          const view = zoomed(start, scale, at, extent)
          const room = extent.length - extent.columns * view.scale
          // Unless the view would leave the timeline.
          if (view.from > 0 && view.from < Math.floor(room)) {
            expect(Math.abs(columnOf(view, at) - column)).toBeLessThanOrEqual(1)
          }
          expect(view.from).toBeGreaterThanOrEqual(0)
          expect(view.from).toBeLessThanOrEqual(Math.max(0, Math.ceil(room)))
        },
      ),
    )
  })

  it('zooms from the whole timeline to single samples', () => {
    expect(zoomed(whole, 1e9, 0, extent).scale).toBe(28_800)
    expect(zoomed(whole, 1e-9, 0, extent).scale).toBe(1 / 8)
  })

  it('follows the playhead by pages, when it leaves the window', () => {
    const view = { ...whole, scale: 100, from: 20_000 }
    expect(following({ ...view, playhead: 29_999 }, extent).from).toBe(20_000)
    expect(following({ ...view, playhead: 30_000 }, extent).from).toBe(29_000)
    expect(following({ ...view, playhead: 5_000 }, extent).from).toBe(4_000)
  })

  it('zooms to a range', () => {
    const view = zoomedTo(whole, { from: 48_000, to: 58_000 }, extent)
    expect([view.from, view.scale]).toEqual([48_000, 100])
  })

  it('is limited to a shorter timeline, without removed tracks', () => {
    const view: View = {
      ...whole,
      scale: 10_000,
      from: 1_500_000,
      playhead: 2_000_000,
      selection: { from: 1_900_000, to: 2_500_000 },
      chosen: new Set(['ann', 'bo']),
    }
    const next = withinTimeline(view, { length: 1_950_000, columns: 100 }, ['bo'])
    expect(next.playhead).toBe(1_950_000)
    expect(next.selection).toEqual({ from: 1_900_000, to: 1_950_000 })
    expect([...next.chosen]).toEqual(['bo'])
    expect(next.from).toBe(950_000)
  })
})

describe('the selection', () => {
  it('follows the playhead while anchored', () => {
    const begun = { ...whole, playhead: 1_000, anchor: 1_000 }
    expect(movedTo(begun, 5_000, extent).selection).toEqual({ from: 1_000, to: 5_000 })
    expect(movedTo(begun, 200, extent).selection).toEqual({ from: 200, to: 1_000 })
    expect(movedTo(begun, 1_000, extent).selection).toBeNull()
  })

  it('grows and shrinks at the end of the playhead', () => {
    const first = selectedTo({ ...whole, playhead: 1_000 }, 3_000, extent)
    expect(first.selection).toEqual({ from: 1_000, to: 3_000 })
    expect(selectedTo(first, 2_000, extent).selection).toEqual({ from: 1_000, to: 2_000 })
    expect(selectedTo(first, 500, extent).selection).toEqual({ from: 500, to: 1_000 })
  })

  it('stays when the playhead moves without selecting', () => {
    const selection = { from: 10, to: 20 }
    expect(movedTo({ ...whole, selection }, 5_000, extent).selection).toBe(selection)
  })
})
