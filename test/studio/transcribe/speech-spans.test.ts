import { expect, test } from 'vitest'
import { speechSpans } from '../../../src/studio/transcribe/speech-spans.ts'

test('speech spans include a margin and merge turns that are close', () => {
  const turns = [
    { from: 100, to: 1000 },
    { from: 2000, to: 2500 },
    { from: 2200, to: 2300 },
    { from: 5000, to: 6000 },
    { from: 9000, to: 9500 },
  ]
  expect(speechSpans(turns, 1000, 6100)).toEqual([
    { from: 0, to: 2800 },
    { from: 4700, to: 6100 },
  ])
})
