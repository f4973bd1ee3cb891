import { expect, test } from 'vitest'
import { LookAheadLimiter } from '../../../src/studio/edit/look-ahead-limiter.ts'
import { hiss } from '../../helpers/speech.ts'

const RATE = 8000
const CEILING = 10_000
const limiter = new LookAheadLimiter(RATE)
const { margin } = limiter
const REACH = RATE / 100

function limited(sound: Float64Array, block = sound.length): Float64Array {
  const out = new Float64Array(sound.length)
  const padded = new Float64Array(sound.length + 2 * margin)
  padded.set(sound, margin)
  for (let at = 0; at < sound.length; at += block) {
    const into = out.subarray(at, at + block)
    limiter.limit(padded.subarray(at, at + into.length + 2 * margin), CEILING, into)
  }
  return out
}

test('holds peaks at the ceiling and leaves quiet audio away from peaks unchanged', () => {
  const noise = Float64Array.from(hiss(RATE, 0.9))
  expect(limited(noise).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThanOrEqual(CEILING)
  const peak = new Float64Array(RATE).fill(5000)
  peak[4000] = -30_000
  const out = limited(peak)
  expect(out[4000]).toBeCloseTo(-CEILING, 0)
  for (let i = 0; i < RATE; i++) if (Math.abs(i - 4000) > margin) expect(out[i]).toBe(5000)
})

test('the gain falls before a peak and recovers after it, without steps', () => {
  const peak = new Float64Array(RATE).fill(1000)
  peak[4000] = 32_000
  const out = limited(peak)
  out[4000] = (out[3999]! + out[4001]!) / 2
  for (let i = 1; i < RATE; i++) expect(Math.abs(out[i]! - out[i - 1]!)).toBeLessThan(1000 / (REACH / 2))
  expect(out[3999 - REACH / 2]!).toBeLessThan(900)
})

test('the output does not depend on the block length', () => {
  const noise = Float64Array.from(hiss(2000, 0.7))
  expect(limited(noise, 77)).toEqual(limited(noise))
})

test('holds peaks between the samples at the ceiling', () => {
  // A quarter of the sample rate: no sample comes within 3 dB of the peaks.
  const between = Float64Array.from({ length: RATE }, (_, i) => 14_000 * Math.sin((Math.PI / 2) * i + Math.PI / 4))
  const noise = Float64Array.from(hiss(RATE, 0.9))
  // Below a third of the highest frequency, above which four times oversampling reads too little.
  const dull = noise.map(
    (_, i) => noise.subarray(Math.max(0, i - 5), i + 1).reduce((sum, sample) => sum + sample, 0) / 2,
  )
  for (const sound of [between, dull]) {
    const out = limited(sound)
    for (let at = 1_000; at < 2_000; at += 0.25) expect(Math.abs(interpolated(out, at))).toBeLessThan(CEILING * 1.06)
  }
  expect(Math.abs(limited(between)[4_000]!)).toBeCloseTo(CEILING / Math.SQRT2, -2)
})

/** The sound at a fraction of a sample, by a long windowed sinc. */
function interpolated(sound: Float64Array, at: number): number {
  let sum = 0
  for (let n = Math.ceil(at) - 64; n <= at + 64; n++) {
    const x = Math.PI * (at - n)
    sum += sound[n]! * (x === 0 ? 1 : Math.sin(x) / x) * Math.cos(x / 130) ** 2
  }
  return sum
}
