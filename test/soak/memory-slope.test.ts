import { expect, test } from 'vitest'
import { memorySlope } from '../../soak/memory-slope.ts'

const saw = (seconds: number, perMinute: number) =>
  Array.from({ length: seconds }, (_, second) => 80 + (second % 10) * 3 + (perMinute * second) / 60)

test('a saw of collections that stays where it is does not grow', () => {
  expect(Math.abs(memorySlope(saw(600, 0)))).toBeLessThan(0.2)
})

test('a leak below the saw is seen', () => {
  expect(memorySlope(saw(600, 2))).toBeCloseTo(2, 0)
})

test('too few samples tell nothing', () => {
  expect(memorySlope(saw(60, 100))).toBe(0)
})
