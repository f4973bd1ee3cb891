import { expect, test } from 'vitest'
import { TimeStretch } from '../../../src/studio/edit/time-stretch.ts'
import { hiss } from '../../helpers/speech.ts'
import { sine, toneLevel } from '../../helpers/tones.ts'

const RATE = 16_000

function stretched(sound: Int16Array, speed: number): Int16Array {
  const stretch = new TimeStretch(RATE, speed)
  const out: number[] = []
  for (let at = 0; at < sound.length; at += 500) {
    stretch.push(sound.subarray(at, at + 500))
    for (let piece = stretch.pull(); piece; piece = stretch.pull()) out.push(...piece)
  }
  out.push(...stretch.finish())
  return Int16Array.from(out)
}

test('passes audio unchanged at speed 1', () => {
  const sound = hiss(10_000, 0.5)
  expect(stretched(sound, 1)).toEqual(sound)
})

test.each([0.5, 0.75, 1.25, 2, 3])(
  'at speed %d a tone is as long as it should be, as high as it was, without a click',
  (speed) => {
    const tone = sine(440, RATE, 2 * RATE, 0.5)
    const out = stretched(tone, speed)
    expect(Math.abs(out.length - tone.length / speed)).toBeLessThanOrEqual(1)
    const middle = out.subarray(RATE / 10, RATE / 10 + RATE / 4)
    expect(toneLevel(middle, 440, RATE)).toBeCloseTo(-6, 0)
    expect(toneLevel(middle, 440 * speed, RATE)).toBeLessThan(-40)
    expect(clickLevel(out.subarray(0, -RATE / 10))).toBeLessThan(-55)
  },
)

test('the speed can change during playback', () => {
  const stretch = new TimeStretch(RATE, 1)
  stretch.push(sine(440, RATE, 4 * RATE, 0.5))
  const out: number[] = []
  for (let i = 0; i < 50; i++) {
    stretch.speed = i < 25 ? 2 : 0.5
    out.push(...stretch.pull()!)
  }
  expect(toneLevel(Int16Array.from(out), 440, RATE)).toBeCloseTo(-6, 0)
})

/** Peak in dBFS after a steep high-pass: the seventh differences, scaled to a gain of 1 at the Nyquist frequency. */
function clickLevel(samples: Int16Array): number {
  let left = Float64Array.from(samples)
  for (let n = 0; n < 7; n++) left = left.subarray(1).map((sample, i) => (sample - left[i]!) / 2)
  return 20 * Math.log10(left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) / 32_768)
}
