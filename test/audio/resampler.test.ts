import { expect, test } from 'vitest'
import { Resampler } from '../../src/audio/resampler.ts'
import { sine } from '../helpers/tones.ts'

/** Runs `samples` through a resampler in blocks of the lengths given, over and over. */
async function resample(samples: Int16Array, from: number, to: number, lengths: number[]): Promise<Int16Array> {
  const resampler = await Resampler.create(from, to)
  const out: number[] = []
  for (let at = 0, i = 0; at < samples.length; i++) {
    const end = at + lengths[i % lengths.length]!
    out.push(...resampler.process(samples.subarray(at, end)))
    at = end
  }
  return Int16Array.from(out)
}

/** Signal over all else in dB, the signal being the sine at `hz` that fits best. */
function signalToNoise(samples: Int16Array, hz: number, rate: number): number {
  let a = 0
  let b = 0
  const phase = (i: number) => (2 * Math.PI * hz * i) / rate
  samples.forEach((x, i) => {
    a += (2 / samples.length) * x * Math.cos(phase(i))
    b += (2 / samples.length) * x * Math.sin(phase(i))
  })
  let noise = 0
  samples.forEach((x, i) => {
    noise += (x - a * Math.cos(phase(i)) - b * Math.sin(phase(i))) ** 2
  })
  return 10 * Math.log10(((a * a + b * b) / 2) * (samples.length / noise))
}

// The first test of this file: the package must not have been loaded before.
test('loading the package does not change how the process handles uncaught errors', async () => {
  const before = process.listenerCount('unhandledRejection') + process.listenerCount('uncaughtException')
  await Resampler.create(48_000, 8_000)
  const after = process.listenerCount('unhandledRejection') + process.listenerCount('uncaughtException')
  expect(after).toBe(before)
})

test.each([
  [48_000, 44_100],
  [44_100, 48_000],
  [48_000, 16_000],
  [8_000, 48_000],
  [48_000, 5_000],
])('a tone stays clean over block borders, %i to %i Hz', async (from, to) => {
  const tone = sine(1000, from, from * 2, 0.5)
  const out = await resample(tone, from, to, [Math.round(from / 50), 1, 60, 333])
  // Whole periods, away from the filter's start.
  const second = out.subarray(out.length - to - 100, out.length - 100)
  expect(signalToNoise(second, 1000, to)).toBeGreaterThan(80)
})

test('the output does not depend on the block size, and no sample is lost', async () => {
  const tone = sine(440, 48_000, 96_000, 0.5)
  const frames = await resample(tone, 48_000, 44_100, [960])
  const odd = await resample(tone, 48_000, 44_100, [60, 7, 1, 20_000])
  expect(odd).toEqual(frames)
  expect(Math.abs(frames.length - 88_200)).toBeLessThanOrEqual(1)
})

test('equal rates return the input array itself', async () => {
  const samples = sine(440, 48_000, 960)
  expect((await Resampler.create(48_000, 48_000)).process(samples)).toBe(samples)
})
