import { expect, test } from 'vitest'
import { apply } from '../../../src/studio/edit/apply.ts'
import { Moments } from '../../../src/studio/edit/moments.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import { editedCaptions, recordedCaptions } from '../../../src/studio/transcript/captions.ts'
import type { Transcript } from '../../../src/studio/transcript/transcript.ts'

const voice = { user: 1, name: 'Ann', track: '1-ann' }
const transcript: Transcript = {
  ...{ version: 1, engine: 'test', rate: 1000 },
  utterances: [
    {
      ...{ ...voice, from: 1000, to: 4000, text: 'one two three' },
      words: ['one', 'two', 'three'].map((text, i) => ({ text, from: 1000 + 1000 * i, to: 2000 + 1000 * i })),
    },
    { ...voice, from: 5000, to: 6000, text: 'no words known', words: [] },
  ],
}
const original = originalTimeline(1000, [{ track: '1-ann', file: '1-ann', length: 8000 }])

test('captions of a recording hold its utterances', () => {
  expect(recordedCaptions(transcript).map(({ from, to, text }) => [from, to, text])).toEqual([
    [1, 4, 'one two three'],
    [5, 6, 'no words known'],
  ])
})

test('captions follow the edits: cuts, splits and moves', () => {
  const edited = (operations: Parameters<typeof apply>[1][]) =>
    editedCaptions(transcript, new Moments(operations.reduce(apply, original))).map(({ from, to, text }) => [
      from,
      to,
      text,
    ])
  expect(edited([{ name: 'cut', from: 1.9, to: 3 }])).toEqual([
    [1, 2.9, 'one three'],
    [3.9, 4.9, 'no words known'],
  ])
  expect(
    edited([
      { name: 'insert_silence', at: 3, length: 10 },
      { name: 'cut', from: 15, to: 16 },
    ]),
  ).toEqual([
    [1, 3, 'one two'],
    [13, 14, 'three'],
  ])
  expect(edited([{ name: 'move', from: 5, to: 6, at: 0 }])).toEqual([
    [0, 1, 'no words known'],
    [2, 5, 'one two three'],
  ])
})
