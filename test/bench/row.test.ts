import { expect, test } from 'vitest'
import type { Measurement } from '../../bench/measure.ts'
import { cpuRatio, figureOf, type Row } from '../../bench/row.ts'

const runs = (...costs: number[]) => costs.map((cpuMs) => ({ cpuMs }) as Measurement)

test('takes the median of the ratios, not the ratio of the medians', () => {
  expect(cpuRatio(runs(2, 30, 4), runs(1, 10, 4))).toBe(2)
})

test('ignores a run without its pair, and gives no ratio without pairs', () => {
  expect(cpuRatio(runs(2, 100), runs(1))).toBe(2)
  expect(cpuRatio(runs(2), [])).toBeNaN()
})

test('takes the median of the measured values', () => {
  const row = { runs: [...runs(1, 5, 9), {}] } as unknown as Row
  expect(figureOf(row, 'cpuMs')).toBe(5)
  expect(figureOf(row, 'gcShare')).toBeNaN()
})
