import { expect, test } from 'vitest'
import { SILENCE } from '../../../src/audio/level.ts'
import { SustainedSound } from '../../../src/audio/processing/sustained-sound.ts'
import { hiss, speech } from '../../helpers/speech.ts'
import { sine } from '../../helpers/tones.ts'
import { missing } from '../../helpers/tools.ts'

const RATE = 48_000
const FRAME = 960

/** The level after each frame. */
function levels(samples: Int16Array): number[] {
  const sound = new SustainedSound(RATE)
  const told: number[] = []
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    told.push(sound.hear(samples.subarray(at, at + FRAME)))
  }
  return told
}

/** Background noise at -70 dBFS with an added sound. */
function room(seconds: number, happens: (seconds: number) => number): Int16Array {
  return hiss(seconds * RATE, 0.0005).map((sample, i) => Math.round(sample + 32_767 * happens(i / RATE)))
}

test('SustainedSound measures the level of a tone from its first frame', () => {
  const told = levels(Int16Array.of(...new Int16Array(FRAME), ...sine(500, RATE, 10 * FRAME, 0.1)))
  expect(told[0]).toBe(SILENCE)
  for (const level of told.slice(1)) expect(level).toBeCloseTo(-23, 0)
})

test('SustainedSound ignores the click of a key at any position in a frame', () => {
  // A short burst, a ring at 1.8 kHz and a thump at 250 Hz.
  const key = (t: number, seed: number) =>
    t < 0
      ? 0
      : 0.3 *
        (Math.sin(seed * 12.9898) * Math.exp(-t / 0.003) +
          0.5 * Math.sin(2 * Math.PI * 1800 * t) * Math.exp(-t / 0.006) +
          0.3 * Math.sin(2 * Math.PI * 250 * t) * Math.exp(-t / 0.01))
  for (let shift = 0; shift < 20; shift++) {
    const clicks = room(1, (t) => key(t - 0.3 - shift / 1000, Math.floor(t * RATE)))
    expect(Math.max(...levels(clicks))).toBeLessThan(-50)
  }
})

test.skipIf(missing('espeak-ng'))('SustainedSound detects a word at once', async () => {
  const words = await speech(RATE, 'Papa, take care.')
  const begin = words.findIndex((sample) => Math.abs(sample) > 500)
  for (let shift = 0; shift < FRAME; shift += 96) {
    const told = levels(words.subarray(begin - shift))
    expect(told.findIndex((level) => level > -40)).toBeLessThanOrEqual(1)
  }
})
