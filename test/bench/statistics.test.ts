import { expect, test } from 'vitest'
import { median, percentile, seededRandom } from '../../bench/statistics.ts'

test.each([
  [[5], 0.99, 5],
  [[3, 1, 2], 0.5, 2],
  [[4, 3, 2, 1], 0.5, 2],
  [[10, 9, 2], 1, 10], // by value, not by text
  [[1, 2], 0, 1],
  [Array.from({ length: 200 }, (_, i) => i + 1), 0.99, 198],
])('interpolates the percentile of %j at %d', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected)
})

test('takes the mean of the two middle values as the median of an even number', () => {
  expect(median([8, 1, 10, 2])).toBe(5)
  expect(median([10, 9, 1])).toBe(9)
})

test('has no percentile and no median of no values', () => {
  expect(percentile([], 0.5)).toBeNaN()
  expect(median([])).toBeNaN()
})

test('draws the same seeded numbers again, spread over 0..1', () => {
  const draw = (seed: number) => Array.from({ length: 1000 }, seededRandom(seed))
  const numbers = draw(1)
  expect(numbers).toEqual(draw(1))
  expect(numbers).not.toEqual(draw(2))
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...numbers)).toBeLessThan(1)
  expect(numbers.reduce((sum, number) => sum + number) / 1000).toBeCloseTo(0.5, 1)
})
