import { expect, test } from 'vitest'
import type { Measurement } from '../../bench/measure.ts'
import { cpuRatio, figureOf, type Row } from '../../bench/row.ts'

const runs = (...costs: number[]) => costs.map((cpuMs) => ({ cpuMs }) as Measurement)

test('the ratio is the median of the pairs, not the ratio of the medians', () => {
  expect(cpuRatio(runs(2, 30, 4), runs(1, 10, 4))).toBe(2)
})

test('a run without its pair does not count, and without any there is no ratio', () => {
  expect(cpuRatio(runs(2, 100), runs(1))).toBe(2)
  expect(cpuRatio(runs(2), [])).toBeNaN()
})

test('a figure is the median of those that were measured', () => {
  const row = { runs: [...runs(1, 5, 9), {}] } as unknown as Row
  expect(figureOf(row, 'cpuMs')).toBe(5)
  expect(figureOf(row, 'gcShare')).toBeNaN()
})
