import { expect, test } from 'vitest'
import { apply } from '../../../src/studio/edit/apply.ts'
import { EditList } from '../../../src/studio/edit/edit-list.ts'
import type { Operation } from '../../../src/studio/edit/operations.ts'
import { clipsOf, originalTimeline } from '../../../src/studio/edit/timeline.ts'

const original = originalTimeline(100, [
  { track: 'ann', file: 'a', length: 1000 },
  { track: 'bob', file: 'b', length: 400 },
])

const clips = (timeline: typeof original) => timeline.tracks.map(clipsOf)

test('clips are split, moved and joined', () => {
  const split = apply(apply(original, { name: 'split', at: 3 }), { name: 'split', at: 6, tracks: ['ann'] })
  expect(clips(split)).toEqual([
    [
      { from: 0, to: 300 },
      { from: 300, to: 600 },
      { from: 600, to: 1000 },
    ],
    [
      { from: 0, to: 300 },
      { from: 300, to: 400 },
    ],
  ])
  const moved = apply(split, { name: 'move', from: 6, to: 10, at: 0, tracks: ['ann'] })
  expect(clips(moved)[0]).toEqual([
    { from: 0, to: 400 },
    { from: 400, to: 700 },
    { from: 700, to: 1000 },
  ])
  const joined = apply(moved, { name: 'join', from: 3, to: 5 })
  expect(clips(joined)[0]).toEqual([
    { from: 0, to: 700 },
    { from: 700, to: 1000 },
  ])
})

test.each<[Operation, string]>([
  [{ name: 'cut', from: 2, to: 1 }, 'Its end, 1.000 s, must lie behind its start, 2.000 s.'],
  [{ name: 'cut', from: 9, to: 11 }, 'The sound ends at 10.000 s, before what is meant.'],
  [{ name: 'cut', from: 3, to: 5, tracks: ['bob'] }, 'The sound ends at 4.000 s'],
  [{ name: 'split', at: 1, tracks: ['eve'] }, 'There is no track "eve"; there is "ann", "bob".'],
  [{ name: 'move', from: 1, to: 3, at: 2 }, '2.000 s lies within what is to be moved.'],
  [{ name: 'normalise', measure: 'peak' }, 'The track "ann" was not measured yet.'],
  [{ name: 'noise_reduction', profiles: { ann: [1], bob: [1] } }, 'The noise of "ann" must have 3 numbers'],
  [{ name: 'mix_down', tracks: ['ann'], into: 'bob' }, 'There is a track "bob" already.'],
])('%j cannot be done', (operation, message) => {
  expect(() => apply(original, operation)).toThrow(message)
})

test('what was undone is done again until something else is done; what cannot be done changes nothing', () => {
  const list = new EditList(original)
  list.add({ name: 'split', at: 1 })
  list.add({ name: 'split', at: 2 })
  expect(() => list.add({ name: 'cut', from: 2, to: 1 })).toThrow()
  expect(list.undo()).toEqual({ name: 'split', at: 2 })
  expect(list.canRedo).toBe(true)
  expect(clips(list.timeline)[0]).toHaveLength(2)
  expect(list.redo()).toEqual({ name: 'split', at: 2 })
  expect(list.redo()).toBeUndefined()
  list.undo()
  list.add({ name: 'split', at: 3 })
  expect(list.canRedo).toBe(false)
  expect(list.edits).toEqual({
    operations: [
      { name: 'split', at: 1 },
      { name: 'split', at: 3 },
    ],
    done: 2,
  })

  const again = new EditList(original, { ...list.edits, done: 1 })
  expect(clips(again.timeline)[0]).toHaveLength(2)
  expect(again.canRedo).toBe(true)
})
