import { describe, expect, it } from 'vitest'
import { gainFactor, rmsLevel, SILENCE } from '../../src/audio/level.ts'
import { sine } from '../helpers/tones.ts'

describe('rmsLevel', () => {
  it.each([
    ['a square of full scale', Int16Array.of(-32768, -32768), 0],
    ['a sine of full scale', sine(1000, 48_000, 960, 1), -3.01],
    ['a sine of a tenth', sine(1000, 48_000, 960, 0.1), -23.01],
    ['the least there is', Int16Array.of(1, -1), -90.31],
  ])('of %s is right to a hundredth of a dB', (_, samples, dbfs) => {
    expect(rmsLevel(samples)).toBeCloseTo(dbfs, 2)
  })

  it('returns SILENCE for zeros and for no samples', () => {
    expect(rmsLevel(new Int16Array(960))).toBe(SILENCE)
    expect(rmsLevel(new Int16Array(0))).toBe(SILENCE)
  })

  it('can skip samples with a stride', () => {
    const samples = sine(440, 48_000, 960, 0.1)
    expect(Math.abs(rmsLevel(samples, 7) - rmsLevel(samples))).toBeLessThan(0.5)
  })
})

describe('gainFactor', () => {
  it.each([
    [0, 1],
    [-6.0206, 0.5],
    [12, 3.981],
    [-60, 0.001],
  ])('of %d dB is the factor %d', (db, factor) => expect(gainFactor(db)).toBeCloseTo(factor, 3))
})
