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

test('splits, moves and joins clips', () => {
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
  [{ name: 'cut', from: 2, to: 1 }, 'The end, 1.000 s, must be after the start, 2.000 s.'],
  [{ name: 'cut', from: 9, to: 11 }, 'The given time is after the end of the audio, 10.000 s.'],
  [{ name: 'cut', from: 3, to: 5, tracks: ['bob'] }, 'The given time is after the end of the audio, 4.000 s.'],
  [{ name: 'split', at: 1, tracks: ['eve'] }, 'Unknown track "eve". The tracks are "ann", "bob".'],
  [{ name: 'move', from: 1, to: 3, at: 2 }, 'The target, 2.000 s, is inside the range to move.'],
  [{ name: 'normalise', measure: 'peak' }, 'The track "ann" has not been measured.'],
  [{ name: 'noise_reduction', profiles: { ann: [1], bob: [1] } }, 'The noise profile of "ann" must have 3 numbers'],
  [{ name: 'mix_down', tracks: ['ann'], into: 'bob' }, 'A track "bob" already exists.'],
])('rejects the operation %j', (operation, message) => {
  expect(() => apply(original, operation)).toThrow(message)
})

test('redo works until another operation is added; an invalid operation changes nothing', () => {
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
