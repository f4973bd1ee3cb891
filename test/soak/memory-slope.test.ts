import { expect, test } from 'vitest'
import { memorySlope } from '../../soak/memory-slope.ts'

const saw = (seconds: number, perMinute: number) =>
  Array.from({ length: seconds }, (_, second) => 80 + (second % 10) * 3 + (perMinute * second) / 60)

test('finds no growth in a level sawtooth of garbage collections', () => {
  expect(Math.abs(memorySlope(saw(600, 0)))).toBeLessThan(0.2)
})

test('finds a leak below the sawtooth', () => {
  expect(memorySlope(saw(600, 2))).toBeCloseTo(2, 0)
})

test('gives no slope for too few samples', () => {
  expect(memorySlope(saw(60, 100))).toBe(0)
})
