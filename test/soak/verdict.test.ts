import { expect, test } from 'vitest'
import { faults, STRICT } from '../../soak/verdict.ts'

test('reports no fault for values within bounds, or not measured', () => {
  expect(faults({ lost: 0.01, tick: 10, memory: 384, growth: 1, wrongs: [] }, STRICT)).toEqual([])
  expect(faults({ wrongs: [] }, STRICT)).toEqual([])
})

test('does not judge a server by the clock when it had no CPU', () => {
  expect(faults({ lost: 0.1, tick: 30, waited: 0.2, wrongs: [] }, STRICT)).toEqual([])
  expect(faults({ lost: 0.3, tick: 30, waited: 0.2, wrongs: [] }, STRICT)).toHaveLength(1)
})

test('reports values out of bounds, and a room in which nobody was heard', () => {
  const all = faults({ lost: 0.011, tick: 11, memory: 385, growth: 1.01, wrongs: ['Broken'] }, STRICT)
  expect(all).toHaveLength(5)
  expect(faults({ lost: Number.NaN, wrongs: [] }, STRICT)).toHaveLength(1)
})
