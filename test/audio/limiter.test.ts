import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Limiter } from '../../src/audio/limiter.ts'
import { sine } from '../helpers/tones.ts'

const FRAME = 960

/** The output of a limiter for these frames, and its gain after each. */
function limited(frames: readonly Int32Array[], limiter = new Limiter(20)) {
  const gains: number[] = []
  const outputs = frames.map((sum) => {
    const out = new Int16Array(sum.length)
    limiter.limit(sum, out)
    gains.push(limiter.gain)
    return out
  })
  return { outputs, gains }
}

/** Frame `index` of a 500 Hz sine whose peak is `scale` times full scale. */
function loud(scale: number, index = 0): Int32Array {
  const unit = sine(500, 48_000, FRAME, 0.5, index * FRAME)
  return Int32Array.from(unit, (sample) => Math.round(sample * 2 * scale))
}

const anySum = fc
  .tuple(fc.integer({ min: 0, max: 50 * 32768 }), fc.infiniteStream(fc.double({ min: -1, max: 1, noNaN: true })))
  .map(([peak, stream]) => Int32Array.from(stream.take(120), (value) => Math.trunc(value * peak)))

describe('a sum that fits 16 bits', () => {
  it('passes bit-exactly, including both ends of the range', () => {
    const sum = Int32Array.from({ length: FRAME }, (_, i) => ((i * 7919) % 65536) - 32768)
    sum.set([-32768, 32767])
    const { outputs, gains } = limited([sum, sum])
    for (const out of outputs) expect([...out]).toEqual([...sum])
    expect(gains).toEqual([1, 1])
  })
})

describe('a sum that exceeds 16 bits', () => {
  it('never wraps around: no sample changes its sign or grows', () => {
    fc.assert(
      fc.property(fc.array(anySum, { minLength: 1, maxLength: 5 }), (frames) => {
        const { outputs } = limited(frames)
        for (const [i, sum] of frames.entries()) {
          for (const [j, sample] of sum.entries()) {
            const out = outputs[i]![j]!
            if (out !== 0) expect(Math.sign(out)).toBe(Math.sign(sample))
            expect(Math.abs(out)).toBeLessThanOrEqual(Math.abs(sample))
          }
        }
      }),
    )
  })

  it('is attenuated without distortion: a sine stays a sine', () => {
    const { outputs } = limited([loud(3, 0), loud(3, 1)])
    const expected = loud(1, 1)
    for (const [i, sample] of outputs[1]!.entries()) {
      expect(Math.abs(sample - expected[i]!)).toBeLessThanOrEqual(2)
    }
  })

  it('is limited within 64 samples', () => {
    const [out] = limited([loud(8)]).outputs
    const clipped = out!.reduce((count, sample) => count + (Math.abs(sample) >= 32767 ? 1 : 0), 0)
    expect(clipped).toBeLessThan(64 + 20)
  })
})

describe('the gain of the limiter', () => {
  it('is released at about 1 dB in 50 ms until samples pass bit-exactly', () => {
    const quiet = loud(0.1)
    const { outputs, gains } = limited([loud(2), ...Array(20).fill(quiet)])
    expect(gains[0]).toBeCloseTo(0.5, 3)
    for (let i = 1; i < gains.length; i++) expect(gains[i]! / gains[i - 1]!).toBeLessThanOrEqual(1.05 + 1e-9)
    expect(gains.at(-1)).toBe(1)
    expect(outputs.at(-1)).toEqual(Int16Array.from(quiet))
  })

  it.each([10, 20])('is released equally fast in frames of %i ms', (frameMs) => {
    const quiet = new Int32Array(FRAME)
    const { gains } = limited([loud(2), ...Array(100 / frameMs).fill(quiet)], new Limiter(frameMs))
    expect(20 * Math.log10(gains.at(-1)! / gains[0]!)).toBeCloseTo(2, 3)
  })

  it('changes smoothly from sample to sample', () => {
    const steady = () => new Int32Array(FRAME).fill(20_000)
    const tooLoud = new Int32Array(FRAME).fill(20_000)
    tooLoud[900] = 60_000
    const { outputs } = limited([steady(), tooLoud, ...Array.from({ length: 20 }, steady)])
    const all = outputs.flatMap((out) => [...out])
    const peakAt = FRAME + 900
    for (let i = 1; i < all.length; i++) {
      if (i === peakAt || i === peakAt + 1) continue
      expect(Math.abs(all[i]! - all[i - 1]!), `at ${i}`).toBeLessThanOrEqual(20_000 / 64)
    }
  })
})
