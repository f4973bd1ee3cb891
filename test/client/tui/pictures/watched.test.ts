import { describe, expect, it } from 'vitest'
import {
  PicturePointer,
  pannable,
  reduceWatched,
  type WatchEvent,
  type Watched,
} from '../../../../src/client/tui/pictures/watched.ts'
import { WHOLE } from '../../../../src/screen/terminal/viewport.ts'

const size = { columns: 100, rows: 30 }
const figures = { width: 1_000, height: 500, fps: 10, bytes: 5_000 }
const begun: Watched = { people: [2], view: WHOLE, full: false, figures: {} }

function reached(...events: WatchEvent[]): Watched | null {
  return events.reduce<Watched | null>((watched, event) => reduceWatched(watched, event, size), begun)
}

describe('the view of pictures', () => {
  it('starts with the whole picture, and ends when nobody is watched', () => {
    expect(reduceWatched(null, { event: 'watching', people: [2] }, size)).toEqual(begun)
    expect(reached({ event: 'watching', people: [] })).toBeNull()
    expect(reduceWatched(null, { event: 'zoomed', by: 2 }, size)).toBeNull()
  })

  it('zooms around the pointer, and returns to the whole picture', () => {
    const larger = reached({ event: 'zoomed', by: 2, at: { x: 1, y: 0.5 } })
    expect(larger?.view).toEqual({ base: 'fit', zoom: 2, x: 0.75, y: 0.5 })
    expect(pannable(larger)).toBe(true)
    expect(reached({ event: 'zoomed', by: 2 }, { event: 'zoomed', by: 0.5 })?.view).toEqual(WHOLE)
    expect(pannable(begun)).toBe(false)
  })

  it('pans by fractions of the visible part, and never beyond the edge', () => {
    const right = { event: 'panned', dx: 0.5, dy: 0 } as const
    expect(reached({ event: 'zoomed', by: 4 }, right)?.view.x).toBe(0.625)
    expect(reached({ event: 'zoomed', by: 4 }, ...Array<WatchEvent>(20).fill(right))?.view.x).toBe(1)
    const actual = reached({ event: 'pictured', from: 2, figures }, { event: 'viewed', base: 'actual' }, right)
    expect(actual?.view.x).toBeCloseTo(0.55)
  })

  it('stays the same object when nothing visible changes', () => {
    const told = reached({ event: 'pictured', from: 2, figures })
    const same = { ...figures, fps: 10.2, bytes: 5_300 }
    expect(reduceWatched(told, { event: 'pictured', from: 2, figures: same }, size)).toBe(told)
  })
})

describe('the mouse on a picture', () => {
  const region = { x: 20, y: 0, width: 50, height: 20 }

  it('zooms by the wheel and pans by a drag, within the picture only', () => {
    const pointer = new PicturePointer()
    expect(pointer.take({ kind: 'wheel-up', x: 45, y: 5 }, region)).toEqual({
      event: 'zoomed',
      by: 1.25,
      at: { x: 0.5, y: 0.25 },
    })
    expect(pointer.take({ kind: 'wheel-up', x: 10, y: 5 }, region)).toBeNull()
    expect(pointer.take({ kind: 'down', x: 30, y: 10 }, region)).toBeNull()
    expect(pointer.take({ kind: 'drag', x: 35, y: 8 }, region)).toEqual({ event: 'panned', dx: -0.1, dy: 0.1 })
    pointer.take({ kind: 'up', x: 35, y: 8 }, region)
    expect(pointer.take({ kind: 'drag', x: 40, y: 8 }, region)).toBeNull()
    expect(pointer.take({ kind: 'wheel-up', x: 45, y: 5 }, null)).toBeNull()
  })
})
