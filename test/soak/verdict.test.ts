import { expect, test } from 'vitest'
import { faults, STRICT } from '../../soak/verdict.ts'

test('what is within its bounds is no fault, and what was not measured neither', () => {
  expect(faults({ lost: 0.01, tick: 10, memory: 256, growth: 1, wrongs: [] }, STRICT)).toEqual([])
  expect(faults({ wrongs: [] }, STRICT)).toEqual([])
})

test('a server that had no CPU is not judged by the clock', () => {
  expect(faults({ lost: 0.1, tick: 30, waited: 0.2, wrongs: [] }, STRICT)).toEqual([])
  expect(faults({ lost: 0.3, tick: 30, waited: 0.2, wrongs: [] }, STRICT)).toHaveLength(1)
})

test('what is not is told in words, and so is a room in which nobody could be heard', () => {
  const all = faults({ lost: 0.011, tick: 11, memory: 257, growth: 1.01, wrongs: ['Broken'] }, STRICT)
  expect(all).toHaveLength(5)
  expect(faults({ lost: Number.NaN, wrongs: [] }, STRICT)).toHaveLength(1)
})
