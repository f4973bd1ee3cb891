import { describe, expect, it } from 'vitest'
import { rmsLevel } from '../../src/audio/level.ts'
import { bestLag, longestSplice, shortestSplice, spliceOut } from '../../src/audio/splice.ts'
import { sine } from '../helpers/tones.ts'

const RATES = [5_000, 8_000, 16_000, 44_100, 48_000]

/** The sound left when a piece of at most 12.5 ms is taken out of 60 ms of a tone. */
function spliced(hz: number, rate: number) {
  const samples = sine(hz, rate, Math.round(rate * 0.06), 0.5)
  const lag = bestLag(samples, longestSplice(rate), rate)
  spliceOut(samples, lag)
  return { lag, rest: samples.subarray(lag) }
}

/** The largest step from one sample to the next. */
function steepest(samples: Int16Array): number {
  let most = 0
  for (let i = 1; i < samples.length; i++) most = Math.max(most, Math.abs(samples[i]! - samples[i - 1]!))
  return most
}

describe.each(RATES)('at %i Hz', (rate) => {
  it('a splice is 2.5 to 12.5 ms long', () => {
    expect((shortestSplice(rate) / rate) * 1000).toBeGreaterThanOrEqual(2.5)
    expect((longestSplice(rate) / rate) * 1000).toBeLessThanOrEqual(12.5)
    expect(shortestSplice(rate)).toBeLessThan(longestSplice(rate))
  })

  it.each([100, 125, 200, 310, 440])('the best lag of a tone of %i Hz is a whole number of periods', (hz) => {
    const { lag } = spliced(hz, rate)
    const periods = (lag * hz) / rate
    // To the sample: half a sample of error is hz / rate / 2 of a period.
    expect(Math.abs(periods - Math.round(periods))).toBeLessThanOrEqual(hz / rate + 0.01)
    expect(lag).toBeGreaterThanOrEqual(shortestSplice(rate))
    expect(lag).toBeLessThanOrEqual(longestSplice(rate))
  })

  it.each([100, 200, 440])('a tone of %i Hz continues without a discontinuity at its level', (hz) => {
    const whole = sine(hz, rate, rate, 0.5)
    const { rest } = spliced(hz, rate)
    expect(steepest(rest)).toBeLessThanOrEqual(1.1 * steepest(whole) + 2)
    expect(rmsLevel(rest.subarray(0, longestSplice(rate)))).toBeGreaterThan(rmsLevel(whole) - 1.5)
    expect(Math.abs(rmsLevel(rest) - rmsLevel(whole))).toBeLessThan(0.5)
  })

  it('the phase is kept at both ends of a splice', () => {
    const before = sine(200, rate, Math.round(rate * 0.06), 0.5)
    const { lag, rest } = spliced(200, rate)
    expect(Math.abs(rest[0]! - before[0]!)).toBeLessThanOrEqual(steepest(before))
    expect(rest.subarray(lag)).toEqual(before.subarray(2 * lag))
  })
})

describe('a splice', () => {
  it('cross-fades two pieces that differ', () => {
    const ramp = Int16Array.from({ length: 1200 }, (_, i) => 10 * i)
    spliceOut(ramp, 400)
    const rest = ramp.subarray(400)
    expect(rest[0]).toBeLessThan(50)
    expect(steepest(rest)).toBeLessThan(50)
    expect(rest.at(-1)).toBe(11_990)
  })
})

describe('bestLag', () => {
  it('returns a valid lag in silence', () => {
    const lag = bestLag(new Int16Array(2880), 480, 48_000)
    expect(lag).toBeGreaterThanOrEqual(shortestSplice(48_000))
    expect(lag).toBeLessThanOrEqual(480)
  })

  it('does not exceed its limit', () => {
    const samples = sine(100, 48_000, 2880, 0.5)
    expect(bestLag(samples, 200, 48_000)).toBeLessThanOrEqual(200)
    expect(bestLag(samples, shortestSplice(48_000), 48_000)).toBe(shortestSplice(48_000))
  })
})
