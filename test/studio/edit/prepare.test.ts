import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { peakLevel, rmsLevel } from '../../../src/audio/level.ts'
import { ArraySource } from '../../../src/audio/sound/sample-source.ts'
import { LoudnessMeter } from '../../../src/studio/analysis/loudness.ts'
import { apply } from '../../../src/studio/edit/apply.ts'
import type { Operation, OperationOf } from '../../../src/studio/edit/operations.ts'
import { prepare } from '../../../src/studio/edit/prepare.ts'
import { render } from '../../../src/studio/edit/render.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import { hiss, mixed, scaled, speech } from '../../helpers/speech.ts'
import { sine } from '../../helpers/tones.ts'
import { missing } from '../../helpers/tools.ts'

const RATE = 16_000

async function edited(sound: Int16Array, operation: Operation, block?: number) {
  const timeline = originalTimeline(RATE, [{ track: 'ann', file: 'a', length: sound.length }])
  const sources = new Map([['a', new ArraySource(sound, RATE)]])
  const prepared = await prepare(timeline, operation, sources)
  const samples: number[] = []
  for await (const part of render(apply(timeline, prepared), sources, block)) samples.push(...part)
  return { prepared, sound: Int16Array.from(samples) }
}

test('normalise reaches the target peak and stores the measured gain', async () => {
  const tone = sine(500, RATE, RATE, 0.1)
  const { prepared, sound } = await edited(tone, { name: 'normalise', measure: 'peak', target: -3 })
  expect(20 * Math.log10(peakLevel(sound))).toBeCloseTo(-3, 2)
  expect((prepared as OperationOf<'normalise'>).gains!.ann).toBeCloseTo(17, 1)
  // The stored gain is used for other audio too.
  const again = await edited(scaled(tone, 0.5), prepared)
  expect(20 * Math.log10(peakLevel(again.sound))).toBeCloseTo(-9, 1)
})

const loud: Operation = { name: 'normalise', measure: 'loudness' }
const peakOf = (sound: Int16Array) => 20 * Math.log10(peakLevel(sound))

function loudnessOf(sound: Int16Array): number {
  const meter = new LoudnessMeter(RATE)
  meter.add(sound)
  return meter.integrated
}

test('normalise reaches -16 LUFS without a limiter when the peaks leave headroom, and keeps silence silent', async () => {
  const { prepared, sound } = await edited(sine(500, RATE, 2 * RATE, 0.02), loud)
  expect(loudnessOf(sound)).toBeCloseTo(-16, 1)
  expect(prepared).not.toHaveProperty('limit')
  expect((await edited(new Int16Array(RATE), loud)).sound).toEqual(new Int16Array(RATE))
})

test('normalise uses the limiter when peaks need it, and stops at -1 dBFS with limit off', async () => {
  const pop = sine(500, RATE, 2 * RATE, 0.02)
  pop[RATE] = 30_000
  const limited = await edited(pop, loud)
  expect(limited.prepared).toMatchObject({ limit: true })
  expect(loudnessOf(limited.sound)).toBeCloseTo(-16, 1)
  expect(peakOf(limited.sound)).toBeLessThan(-0.99)
  // Away from the peak the gain is constant.
  const factor = limited.sound[8]! / pop[8]!
  expect(limited.sound[RATE / 2 + 8]! / pop[RATE / 2 + 8]!).toBeCloseTo(factor, 2)
  const { prepared, sound } = await edited(pop, { ...loud, limit: false })
  expect(peakOf(sound)).toBeLessThan(-0.7)
  expect(loudnessOf(sound)).toBeLessThan(-20)
  expect(prepared).toMatchObject({ limit: false })
})

test('normalise bounds the make-up gain when the target loudness is out of reach', async () => {
  const quiet = sine(500, RATE, 2 * RATE, 0.5)
  const { prepared } = await edited(quiet, { ...loud, target: -1 })
  const { gains } = prepared as OperationOf<'normalise'>
  expect(gains!.ann).toBeLessThan(-1 - loudnessOf(quiet) + 6.01)
})

test.skipIf(missing('espeak-ng', 'ffmpeg'))(
  'normalised speech matches the target by ffmpeg ebur128, without clipping',
  async () => {
    const words = scaled(await speech(RATE), 0.3)
    for (const target of [-16, -14]) {
      const { prepared, sound } = await edited(words, { ...loud, target })
      expect(prepared).toMatchObject({ limit: true })
      expect(peakOf(sound)).toBeLessThan(-0.99)
      const { loudness, truePeak } = byFfmpeg(sound)
      expect(Math.abs(loudness - target)).toBeLessThanOrEqual(0.1)
      expect(truePeak).toBeLessThanOrEqual(-0.9)
      // The distortion of the limiter is far below the speech.
      expect(correlation(words, sound)).toBeGreaterThan(0.95)
    }
  },
)

/** Integrated loudness in LUFS and true peak in dBTP by the ebur128 filter of ffmpeg, with one decimal. */
function byFfmpeg(sound: Int16Array): { loudness: number; truePeak: number } {
  const raw = ['-f', 's16le', '-ar', String(RATE), '-ac', '1', '-i', '-']
  const { stderr } = spawnSync('ffmpeg', ['-hide_banner', ...raw, '-af', 'ebur128=peak=true', '-f', 'null', '-'], {
    input: sound,
  })
  const [, integrated] = /Summary:[\s\S]*I:\s+(-?[\d.]+) LUFS/.exec(String(stderr)) ?? []
  const [, peak] = /True peak:\s+Peak:\s+(-?[\d.]+) dBFS/.exec(String(stderr)) ?? []
  return { loudness: Number(integrated), truePeak: Number(peak) }
}

/** Normalised correlation of two signals; 1 when they differ only in gain. */
function correlation(a: Int16Array, b: Int16Array): number {
  const product = (x: Int16Array, y: Int16Array) => x.reduce((sum, sample, i) => sum + sample * y[i]!, 0)
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b))
}

test('remove_silence shortens long silences to the kept length', async () => {
  const tone = sine(500, RATE, RATE, 0.1)
  const sound = Int16Array.from([...tone, ...new Int16Array(5 * RATE), ...tone, ...new Int16Array(RATE), ...tone])
  const removed = await edited(sound, { name: 'remove_silence', longer_than: 2, keep: 0.5 })
  expect(removed.sound.length / RATE).toBeCloseTo(4.5, 1)
  expect((removed.prepared as OperationOf<'remove_silence'>).spans).toEqual([[1.25, 5.75]])
})

const noiseReduction: Operation = { name: 'noise_reduction', noise_from: 0, noise_to: 1 }

test.skipIf(missing('espeak-ng'))('noise_reduction removes noise and keeps speech', async () => {
  const words = Int16Array.from([...new Int16Array(RATE), ...(await speech(RATE)), ...new Int16Array(RATE)])
  const noise = hiss(words.length, 0.02)
  const noisy = mixed(words, noise)
  for (const operation of [noiseReduction, { name: 'noise_reduction' } as const]) {
    const { sound } = await edited(noisy, operation)
    // Between the words, the noise drops by at least 15 dB.
    expect(rmsLevel(sound.subarray(-RATE / 2)) - rmsLevel(noisy.subarray(-RATE / 2))).toBeLessThan(-15)
    // Overall, the signal-to-noise ratio improves.
    expect(snr(words, sound) - snr(words, noisy)).toBeGreaterThan(5)
    expect(Math.abs(rmsLevel(sound) - rmsLevel(words))).toBeLessThan(1)
  }
})

test('noise_reduction does not depend on the block length and leaves audio outside its range unchanged', async () => {
  const noisy = mixed(sine(500, RATE, 3 * RATE, 0.1), hiss(3 * RATE, 0.02))
  const part: Operation = { ...noiseReduction, noise_from: 0, noise_to: 1, from: 1, to: 2 }
  const whole = await edited(noisy, part)
  expect((await edited(noisy, part, 777)).sound).toEqual(whole.sound)
  expect(whole.sound.subarray(0, RATE)).toEqual(noisy.subarray(0, RATE))
  expect(whole.sound.subarray(2 * RATE)).toEqual(noisy.subarray(2 * RATE))
  expect(whole.sound.subarray(RATE, 2 * RATE)).not.toEqual(noisy.subarray(RATE, 2 * RATE))
})

test('noise_reduction rejects a noise sample without an end, or one that is too short', async () => {
  const half: Operation = { name: 'noise_reduction', noise_from: 0 }
  await expect(edited(hiss(RATE, 0.1), half)).rejects.toThrow('both')
  await expect(edited(hiss(RATE, 0.1), { ...half, noise_to: 0.001 })).rejects.toThrow('too short')
})

/** Signal-to-noise ratio of `sound` against `clean`, dB. */
function snr(clean: Int16Array, sound: Int16Array): number {
  return rmsLevel(clean) - rmsLevel(clean.map((sample, i) => Math.max(-32_768, Math.min(32_767, sample - sound[i]!))))
}
