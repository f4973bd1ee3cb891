import { expect, test } from 'vitest'
import { LookAheadLimiter } from '../../../src/studio/edit/look-ahead-limiter.ts'
import { hiss } from '../../helpers/speech.ts'

const RATE = 8000
const CEILING = 10_000
const limiter = new LookAheadLimiter(RATE)
const { margin } = limiter

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
  for (let i = 1; i < RATE; i++) expect(Math.abs(out[i]! - out[i - 1]!)).toBeLessThan(1000 / (margin / 4))
  expect(out[3999 - margin / 4]!).toBeLessThan(900)
})

test('the output does not depend on the block length', () => {
  const noise = Float64Array.from(hiss(2000, 0.7))
  expect(limited(noise, 77)).toEqual(limited(noise))
})
