import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { wavHeader } from '../../../src/audio/wav/wav-header.ts'
import { WavSource } from '../../../src/audio/wav/wav-source.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { sine } from '../../helpers/tones.ts'
import { writeWavFile } from '../../helpers/wav-files.ts'

test('WavSource reads any range, and returns silence outside the file', async () => {
  const path = join(freshFolder(), 'a.wav')
  const sound = sine(440, 8000, 1000, 0.5)
  await writeWavFile(path, 8000, sound)
  const source = await WavSource.open(path)
  expect(source).toMatchObject({ rate: 8000, length: 1000 })
  const into = new Int16Array(300).fill(7)
  await source.read(500, into)
  expect(into).toEqual(sound.slice(500, 800))
  await source.read(-100, into)
  expect(into).toEqual(Int16Array.from([...new Array(100).fill(0), ...sound.slice(0, 200)]))
  await source.read(900, into)
  expect(into).toEqual(Int16Array.from([...sound.slice(900), ...new Array(200).fill(0)]))
  await source.read(5000, into)
  expect(into).toEqual(new Int16Array(300))
  await source.close()
})

test('WavSource reads RF64 files and truncated files', async () => {
  const path = join(freshFolder(), 'large.wav')
  const sound = sine(440, 8000, 1000, 0.5)
  await writeFile(path, Buffer.concat([wavHeader(8000, 2000, 100), Buffer.from(sound.buffer, 0, 1500)]))
  const source = await WavSource.open(path)
  expect(source.length).toBe(750)
  const into = new Int16Array(750)
  await source.read(0, into)
  expect(into).toEqual(sound.slice(0, 750))
  await source.close()
})

test('WavSource refuses a missing file and a file of another format', async () => {
  const path = join(freshFolder(), 'no.wav')
  await expect(WavSource.open(path)).rejects.toThrow('file not found')
  await writeFile(path, 'hello')
  await expect(WavSource.open(path)).rejects.toThrow('not a WAV file')
  const stereo = wavHeader(8000, 0)
  stereo.writeUInt16LE(2, 58)
  await writeFile(path, stereo)
  await expect(WavSource.open(path)).rejects.toThrow('convert it to 16-bit mono first')
})
