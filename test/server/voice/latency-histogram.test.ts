import { expect, it } from 'vitest'
import { LatencyHistogram } from '../../../src/server/voice/latency-histogram.ts'

it('counts each duration in the first bucket that holds it, and sums all durations', () => {
  const histogram = new LatencyHistogram()
  for (const ms of [-1, 0, 0.1, 0.11, 250, 251, 9_000]) histogram.record(ms)
  expect(histogram.counts[0]).toBe(3)
  expect(histogram.counts[1]).toBe(1)
  expect(histogram.counts.at(-2)).toBe(1)
  expect(histogram.counts.at(-1)).toBe(2)
  expect(histogram.counts).toHaveLength(histogram.bounds.length + 1)
  expect(histogram.sum).toBeCloseTo(9_501.21)
})
