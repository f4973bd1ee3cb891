import { readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ArraySource } from '../../../src/audio/sound/sample-source.ts'
import { SoundSource } from '../../../src/audio/sound/sound-source.ts'
import { Peaks } from '../../../src/studio/peaks/peaks.ts'
import { openPeaks, peaksPath } from '../../../src/studio/peaks/peaks-file.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { hiss } from '../../helpers/speech.ts'
import { writeWavFile } from '../../helpers/wav-files.ts'

const LENGTH = 300_001
const noise = hiss(LENGTH, 0.5).map((sample, i) => Math.round((sample * (i % 70_000)) / 70_000))

function truth(from: number, to: number) {
  const part = noise.subarray(from, to)
  const squares = part.reduce((sum, sample) => sum + sample * sample, 0)
  return { min: Math.min(...part), max: Math.max(...part), rms: Math.sqrt(squares / part.length) }
}

test.each([
  [0, 262_144, 64],
  [65_536, 131_072, 4],
  [1000, 1100, 100],
  [777, 99_777, 110],
])('samples %d to %d in %d columns match the audio', async (from, to, count) => {
  const peaks = await Peaks.measure(new ArraySource(noise, 48_000))
  const columns = await peaks.columns(from, to, count)
  for (let i = 0; i < count; i++) {
    const width = (to - from) / count
    const expected = truth(from + i * width, from + (i + 1) * width)
    expect(columns.min[i]).toBe(expected.min)
    expect(columns.max[i]).toBe(expected.max)
    expect(columns.rms[i]).toBeCloseTo(expected.rms, 1)
  }
})

test('columns cover every sample, wherever they start', async () => {
  const peaks = await Peaks.measure(new ArraySource(noise, 48_000))
  const columns = await peaks.columns(333, 290_333, 29)
  for (let i = 0; i < 29; i++) {
    const { min, max } = truth(333 + i * 10_000, 10_333 + i * 10_000)
    expect(columns.min[i]).toBeLessThanOrEqual(min)
    expect(columns.max[i]).toBeGreaterThanOrEqual(max)
  }
})

test('columns outside the audio are silent, and a sample can span several columns', async () => {
  const peaks = await Peaks.measure(new ArraySource(noise, 48_000))
  const outside = await peaks.columns(LENGTH, LENGTH + 500_000, 10)
  expect([...outside.max, ...outside.min]).toEqual(new Array(20).fill(0))
  const close = await peaks.columns(500, 502, 4)
  expect([...close.max]).toEqual([noise[500], noise[500], noise[501], noise[501]])
})

test('stores peaks beside the file, and measures them again when the file changed or they are damaged', async () => {
  const path = join(freshFolder(), 'a.wav')
  await writeWavFile(path, 48_000, noise)
  const levelsNow = async () => {
    const source = await SoundSource.open(path)
    const { levels } = await openPeaks(source)
    await source.close()
    return levels
  }
  const measured = await levelsNow()
  const kept = await readFile(peaksPath(path))
  expect(await levelsNow()).toEqual(measured)

  // A changed byte in the stored file shows that it was read.
  const marked = Buffer.from(kept)
  marked.writeInt16LE(-12_345, 40)
  await writeFile(peaksPath(path), marked)
  expect((await levelsNow())[0]!.min[0]).toBe(-12_345)

  for (const damaged of [marked.subarray(0, -1), Buffer.alloc(0), Buffer.from('nonsense'.repeat(10))]) {
    await writeFile(peaksPath(path), damaged)
    expect(await levelsNow()).toEqual(measured)
  }

  await writeFile(peaksPath(path), marked)
  const { atimeMs, mtimeMs } = await stat(path)
  await utimes(path, atimeMs / 1000, mtimeMs / 1000 + 5)
  expect(await levelsNow()).toEqual(measured)
})
