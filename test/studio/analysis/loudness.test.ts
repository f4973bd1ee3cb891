import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LoudnessMeter } from '../../../src/studio/analysis/loudness.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { scaled, speech } from '../../helpers/speech.ts'
import { sine } from '../../helpers/tones.ts'
import { missing } from '../../helpers/tools.ts'
import { writeWavFile } from '../../helpers/wav-files.ts'

function loudness(samples: Int16Array, rate: number): number {
  const meter = new LoudnessMeter(rate)
  for (let at = 0; at < samples.length; at += 777) meter.add(samples.subarray(at, at + 777))
  return meter.integrated
}

test.each([48_000, 44_100, 16_000])('measures -23.01 LUFS for a 997 Hz sine at -20 dBFS and %d Hz', (rate) => {
  expect(loudness(sine(997, rate, 5 * rate, 0.1), rate)).toBeCloseTo(-23.01, 1)
})

test('gates silence and pauses out of the loudness', () => {
  expect(loudness(new Int16Array(48_000), 48_000)).toBe(-120)
  expect(loudness(new Int16Array(100), 48_000)).toBe(-120)
  const tone = sine(997, 48_000, 5 * 48_000, 0.1)
  const withPause = Int16Array.from([...tone, ...new Int16Array(20 * 48_000), ...scaled(tone, 0.01)])
  expect(loudness(withPause, 48_000)).toBeCloseTo(-23.01, 0)
})

describe.skipIf(missing('espeak-ng', 'ffmpeg'))('the loudness of speech matches ffmpeg ebur128', () => {
  test.each([
    [48_000, 1],
    [48_000, 0.1],
    [44_100, 0.5],
    [16_000, 0.5],
  ])('at %d Hz, scaled by %d', async (rate, factor) => {
    const words = scaled(await speech(rate), factor)
    const pause = new Int16Array(3 * rate)
    const sound = Int16Array.from([...words, ...pause, ...scaled(words, 0.3)])
    const path = join(freshFolder(), 'words.wav')
    await writeWavFile(path, rate, sound)
    const script = `exec ffmpeg -hide_banner -nostats -i "$0" -af ebur128 -f null - 2>&1`
    const output = execFileSync('sh', ['-c', script, path], { encoding: 'utf8' })
    const integrated = Number(/I:\s+(-[\d.]+) LUFS\s+Threshold/.exec(output)![1])
    expect(Math.abs(loudness(sound, rate) - integrated)).toBeLessThanOrEqual(0.1)
  })
})
