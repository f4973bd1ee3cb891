import { expect, test } from 'vitest'
import { SilentSpans } from '../../../src/studio/analysis/silent-spans.ts'
import { sine } from '../../helpers/tones.ts'

const tone = sine(200, 1000, 500, 0.1)

test('finds long silences to 10 ms, also at both ends, and ignores short ones', () => {
  const sound = Int16Array.from([
    ...new Array(1200).fill(1),
    ...tone,
    ...new Array(400).fill(0),
    ...tone,
    ...new Array(2000).fill(-2),
  ])
  const spans = new SilentSpans(1000, -45, 1000)
  for (let at = 0; at < sound.length; at += 77) spans.add(sound.subarray(at, at + 77))
  expect(spans.finish()).toEqual([
    [0, 1200],
    [2600, 4600],
  ])
})
