import { existsSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { SoundSource } from '../../../src/audio/sound/sound-source.ts'
import { listLibrary } from '../../../src/studio/library/scan.ts'
import { shrunk, Waves } from '../../../src/studio/library/thumbnails.ts'
import { overviewOf } from '../../../src/studio/peaks/overview.ts'
import { Peaks } from '../../../src/studio/peaks/peaks.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { putFile } from '../../helpers/recordings.ts'

it('reads thumbnails one at a time, in the order of the list', async () => {
  const folder = freshFolder()
  for (const name of ['a', 'b', 'c']) await putFile(folder, name)
  writeFileSync(join(folder, 'd.wav'), 'no sound')
  const entries = (await listLibrary(folder)).sort((x, y) => (x.name < y.name ? 1 : -1))
  const known: number[] = []
  await new Promise<void>((resolve) => {
    const waves = new Waves(() => {
      known.push(entries.filter((entry) => waves.of(entry)).length)
      if (known.length === 3) resolve()
    })
    onTestFinished(() => waves.close())
    waves.want(entries)
    expect(waves.of(entries[0]!)).toBeNull()
  })
  expect(known).toEqual([1, 2, 3])
  expect(existsSync(join(folder, 'a.wav.peaks'))).toBe(true)
})

it('does not start thumbnails that are no longer visible', async () => {
  const folder = freshFolder()
  for (const name of ['a', 'b', 'c']) await putFile(folder, name)
  const entries = await listLibrary(folder)
  await new Promise<void>((resolve) => {
    const waves = new Waves(resolve)
    onTestFinished(() => waves.close())
    waves.want(entries)
    waves.want([entries[2]!])
  })
  const made = entries.map(({ path }) => existsSync(`${path}.peaks`))
  expect(made[1]).toBe(false)
  expect(made[2]).toBe(true)
})

it('is the same from stored peaks as from the audio', async () => {
  const path = await putFile(freshFolder(), 'long', 60)
  const first = await overviewOf(path, 64)
  const again = await overviewOf(path, 64, () => {
    throw new Error('measured again')
  })
  const source = await SoundSource.open(path)
  const truth = await (await Peaks.measure(source)).columns(0, source.length, 64)
  await source.close()
  expect(first).toEqual(truth)
  expect([again.min, again.max]).toEqual([truth.min, truth.max])
  expect(Math.max(...again.max)).toBeGreaterThan(29_000)
})

it('neither reads nor writes peaks through a link', async () => {
  const folder = freshFolder()
  const path = await putFile(folder, 'a')
  const elsewhere = join(folder, 'elsewhere')
  writeFileSync(elsewhere, 'mine')
  symlinkSync(elsewhere, `${path}.peaks`)
  const { max } = await overviewOf(path, 64)
  expect(Math.max(...max)).toBeGreaterThan(29_000)
  expect(readFileSync(elsewhere, 'utf8')).toBe('mine')
  expect(lstatSync(`${path}.peaks`).isSymbolicLink()).toBe(true)
})

it('downsamples a thumbnail to the available cells', () => {
  expect(shrunk([0.1, 0.5, 0.2, 0.9], 2)).toEqual([0.5, 0.9])
  expect(shrunk([0.1, 0.5], 4)).toEqual([0.1, 0.1, 0.5, 0.5])
  expect(shrunk([], 3)).toEqual([])
})
