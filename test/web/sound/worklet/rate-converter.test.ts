import { describe, expect, it } from 'vitest'
import { RateConverter } from '../../../../src/web/sound/worklet/rate-converter.ts'
import { sine, toneLevel } from '../../../helpers/tones.ts'

function converted(from: number, to: number, hz: number): Int16Array {
  const out: number[] = []
  const converter = new RateConverter(from, to, (sample) => out.push(sample))
  for (const sample of sine(hz, from, from, 0.5)) converter.push(sample)
  return Int16Array.from(out)
}

describe('RateConverter', () => {
  it.each([
    [44_100, 48_000],
    [48_000, 44_100],
    [48_000, 16_000],
    [44_100, 8_000],
    [16_000, 48_000],
  ])('converts a second at %i Hz to one at %i Hz, with the same tone and level', (from, to) => {
    const out = converted(from, to, 400)
    expect(Math.abs(out.length - to)).toBeLessThanOrEqual(to / 100)
    // A sine of half of full scale.
    expect(toneLevel(out, 400, to)).toBeCloseTo(-6, 0)
  })
})
