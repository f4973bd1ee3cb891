import { expect, test } from 'vitest'
import { LoudnessMeter } from '../../../src/audio/analysis/loudness.ts'
import { apply } from '../../../src/audio/edit/apply.ts'
import type { Operation, OperationOf } from '../../../src/audio/edit/operations.ts'
import { prepare } from '../../../src/audio/edit/prepare.ts'
import { render } from '../../../src/audio/edit/render.ts'
import { originalTimeline } from '../../../src/audio/edit/timeline.ts'
import { peakLevel, rmsLevel } from '../../../src/audio/level.ts'
import { ArraySource } from '../../../src/audio/sample-source.ts'
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

test('normalising brings the peak to where it is wanted, and what was measured is kept', async () => {
  const tone = sine(500, RATE, RATE, 0.1)
  const { prepared, sound } = await edited(tone, { name: 'normalise', measure: 'peak', target: -3 })
  expect(20 * Math.log10(peakLevel(sound))).toBeCloseTo(-3, 2)
  expect((prepared as OperationOf<'normalise'>).gains!.ann).toBeCloseTo(17, 1)
  // Another sound does not change what was decided.
  const again = await edited(scaled(tone, 0.5), prepared)
  expect(20 * Math.log10(peakLevel(again.sound))).toBeCloseTo(-9, 1)
})

test('normalising brings loudness to -16 LUFS, but no peak above -1 dBFS; silence stays silence', async () => {
  const measure = (sound: Int16Array) => {
    const meter = new LoudnessMeter(RATE)
    meter.hear(sound)
    return meter.integrated
  }
  const loud: Operation = { name: 'normalise', measure: 'loudness' }
  expect(measure((await edited(sine(500, RATE, 2 * RATE, 0.02), loud)).sound)).toBeCloseTo(-16, 1)
  const pop = sine(500, RATE, 2 * RATE, 0.02)
  pop[RATE] = 30_000
  expect(20 * Math.log10(peakLevel((await edited(pop, loud)).sound))).toBeLessThan(-0.7)
  expect((await edited(new Int16Array(RATE), loud)).sound).toEqual(new Int16Array(RATE))
})

test('long silences are shortened to what is kept', async () => {
  const tone = sine(500, RATE, RATE, 0.1)
  const sound = Int16Array.from([
    ...tone,
    ...new Int16Array(5 * RATE),
    ...tone,
    ...new Int16Array(RATE),
    ...tone,
  ])
  const removed = await edited(sound, { name: 'remove_silence', longer_than: 2, keep: 0.5 })
  expect(removed.sound.length / RATE).toBeCloseTo(4.5, 1)
  expect((removed.prepared as OperationOf<'remove_silence'>).spans).toEqual([[1.25, 5.75]])
})

const noiseReduction: Operation = { name: 'noise_reduction', noise_from: 0, noise_to: 1 }

test.skipIf(missing('espeak-ng'))('noise is taken out and speech stays', async () => {
  const words = Int16Array.from([...new Int16Array(RATE), ...(await speech(RATE)), ...new Int16Array(RATE)])
  const noise = hiss(words.length, 0.02)
  const noisy = mixed(words, noise)
  for (const operation of [noiseReduction, { name: 'noise_reduction' } as const]) {
    const { sound } = await edited(noisy, operation)
    // Between the words: the noise is 15 dB lower at least.
    expect(rmsLevel(sound.subarray(-RATE / 2)) - rmsLevel(noisy.subarray(-RATE / 2))).toBeLessThan(-15)
    // In all: what differs from the clean words is less than the noise was.
    expect(snr(words, sound) - snr(words, noisy)).toBeGreaterThan(5)
    expect(Math.abs(rmsLevel(sound) - rmsLevel(words))).toBeLessThan(1)
  }
})

test('noise reduction is the same in blocks of any length, and leaves what is beside it alone', async () => {
  const noisy = mixed(sine(500, RATE, 3 * RATE, 0.1), hiss(3 * RATE, 0.02))
  const part: Operation = { ...noiseReduction, noise_from: 0, noise_to: 1, from: 1, to: 2 }
  const whole = await edited(noisy, part)
  expect((await edited(noisy, part, 777)).sound).toEqual(whole.sound)
  expect(whole.sound.subarray(0, RATE)).toEqual(noisy.subarray(0, RATE))
  expect(whole.sound.subarray(2 * RATE)).toEqual(noisy.subarray(2 * RATE))
  expect(whole.sound.subarray(RATE, 2 * RATE)).not.toEqual(noisy.subarray(RATE, 2 * RATE))
})

test('half of a stretch of noise is told', async () => {
  const half: Operation = { name: 'noise_reduction', noise_from: 0 }
  await expect(edited(hiss(RATE, 0.1), half)).rejects.toThrow('both')
  await expect(edited(hiss(RATE, 0.1), { ...half, noise_to: 0.001 })).rejects.toThrow('too short')
})

/** dB of `clean` over what `sound` differs from it. */
function snr(clean: Int16Array, sound: Int16Array): number {
  return (
    rmsLevel(clean) -
    rmsLevel(clean.map((sample, i) => Math.max(-32_768, Math.min(32_767, sample - sound[i]!))))
  )
}
