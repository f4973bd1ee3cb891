import { expect, test } from 'vitest'
import { EditList } from '../../../src/studio/edit/edit-list.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import type { About } from '../../../src/studio/recording/about.ts'
import { landmarksOf, neighbour } from '../../../src/studio/recording/landmarks.ts'

const RATE = 1000
const original = originalTimeline(RATE, [
  { track: 'ann', file: 'ann', length: 10_000 },
  { track: 'bo', file: 'bo', length: 10_000 },
])
const about: About = {
  path: '',
  title: '',
  tags: { title: '', room: '', date: '', people: [], software: '' },
  people: new Map(),
  turns: [
    { who: 'Ann', file: 'ann', from: 1000, to: 3000 },
    { who: 'Bo', file: 'bo', from: 4000, to: 6000 },
  ],
  markers: [
    { ms: 2500, text: 'gone' },
    { ms: 5000, text: 'kept' },
  ],
}

test('turns and markers of an unedited recording keep their times', () => {
  expect(landmarksOf(about, original)).toEqual({
    markers: [
      { at: 2500, text: 'gone' },
      { at: 5000, text: 'kept' },
    ],
    turns: [
      { who: 'Ann', track: 'ann', from: 1000, to: 3000 },
      { who: 'Bo', track: 'bo', from: 4000, to: 6000 },
    ],
    edges: [0, 10_000],
  })
})

test('turns and markers follow the edits; those in a cut are gone', () => {
  const edits = new EditList(original)
  edits.add({ name: 'cut', from: 2, to: 4, crossfade_ms: 0 })
  const { markers, turns, edges } = landmarksOf(about, edits.timeline)
  expect(markers).toEqual([{ at: 3000, text: 'kept' }])
  expect(turns).toEqual([
    { who: 'Ann', track: 'ann', from: 1000, to: 2000 },
    { who: 'Bo', track: 'bo', from: 2000, to: 4000 },
  ])
  expect(edges).toEqual([0, 2000, 8000])
})

test('neighbour finds the next or previous landmark, or null', () => {
  expect(neighbour([1, 5, 9], 5, 1)).toBe(9)
  expect(neighbour([1, 5, 9], 5, -1)).toBe(1)
  expect(neighbour([1, 5, 9], 9, 1)).toBeNull()
})
