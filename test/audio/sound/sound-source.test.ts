import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readSound, SoundSource } from '../../../src/audio/sound/sound-source.ts'
import { riffChunk, uint32 } from '../../../src/audio/wav/riff-chunk.ts'
import { cueChunks } from '../../../src/audio/wav/wav-cues.ts'
import { wavHeader } from '../../../src/audio/wav/wav-header.ts'
import { freshFolder } from '../../helpers/folder.ts'
import { sine } from '../../helpers/tones.ts'
import { writeWavFile } from '../../helpers/wav-files.ts'

test('SoundSource reads any range, and returns silence outside the file', async () => {
  const path = join(freshFolder(), 'a.wav')
  const sound = sine(440, 8000, 1000, 0.5)
  await writeWavFile(path, 8000, sound)
  const source = await SoundSource.open(path)
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

test('SoundSource reads RF64 files and truncated files', async () => {
  const path = join(freshFolder(), 'large.wav')
  const sound = sine(440, 8000, 1000, 0.5)
  await writeFile(path, Buffer.concat([wavHeader(8000, 2000, 100), Buffer.from(sound.buffer, 0, 1500)]))
  const source = await SoundSource.open(path)
  expect(source.length).toBe(750)
  const into = new Int16Array(750)
  await source.read(0, into)
  expect(into).toEqual(sound.slice(0, 750))
  await source.close()
})

test('SoundSource refuses what is no sound, and what would block, with a sentence', async () => {
  const folder = freshFolder()
  const path = join(folder, 'no.wav')
  await expect(SoundSource.open(path)).rejects.toThrow('file not found')
  await expect(SoundSource.open(folder)).rejects.toThrow('not a file')
  await writeFile(path, '')
  await expect(SoundSource.open(path)).rejects.toThrow(`cannot use ${path}: the file is empty.`)
  await writeFile(path, 'hello')
  await expect(SoundSource.open(path)).rejects.toThrow('not a sound file')
  await writeFile(path, wav({ format: [1, 0, 8000, 0, 2, 16] }))
  await expect(SoundSource.open(path)).rejects.toThrow('it has 0 channels')
  if (process.platform === 'win32') return
  execFileSync('mkfifo', [join(folder, 'pipe.wav')])
  await expect(SoundSource.open(join(folder, 'pipe.wav'))).rejects.toThrow('not a file')
})

/** A WAV file of samples with the chunks around it, and a size of its `data` chunk that may be wrong. */
function wav({
  format = [1, 1, 8000, 16_000, 2, 16],
  samples = sine(440, 8000, 1000, 0.5) as Int16Array,
  before = Buffer.alloc(0) as Buffer,
  behind = Buffer.alloc(0) as Buffer,
  size = -1,
  name = 'RIFF',
}): Buffer {
  const [tag, channels, rate, speed, align, bits] = format
  const fmt = Buffer.alloc(16)
  fmt.writeUInt16LE(tag!, 0)
  fmt.writeUInt16LE(channels!, 2)
  fmt.writeUInt32LE(rate!, 4)
  fmt.writeUInt32LE(speed!, 8)
  fmt.writeUInt16LE(align!, 12)
  fmt.writeUInt16LE(bits!, 14)
  const head = Buffer.concat([Buffer.from(`${name}\xff\xff\xff\xffWAVE`, 'latin1'), riffChunk('fmt ', fmt)])
  const data = Buffer.concat([
    Buffer.from('data'),
    uint32(size < 0 ? samples.byteLength : size),
    Buffer.from(samples.buffer),
  ])
  return Buffer.concat([head, before, data, behind])
}

async function opened(bytes: Buffer) {
  const path = join(freshFolder(), 'a.wav')
  await writeFile(path, bytes)
  const source = await SoundSource.open(path)
  const samples: Int16Array = new Int16Array(source.length)
  await source.read(0, samples)
  await source.close()
  return Object.assign(source, { samples })
}

test('SoundSource reads files whose sizes are unknown, wrong or unpadded, and says so', async () => {
  const sound = sine(440, 8000, 1000, 0.5)
  for (const size of [0, 0xffff_ffff, 0x7fff_f000]) {
    const { samples, note, whole } = await opened(wav({ size }))
    expect([samples, whole, note]).toEqual([sound, true, expect.stringContaining('does not state its length')])
  }
  const cut = await opened(wav({ size: 4000 }))
  expect([cut.samples, cut.whole]).toEqual([sound, false])
  expect(cut.note).toContain('is truncated: 0.13 s are missing at the end.')
  const ds64 = Buffer.alloc(28)
  ds64.writeBigUInt64LE(2000n, 8)
  const large = { name: 'BW64', before: riffChunk('ds64', ds64), size: 0xffff_ffff, behind: Buffer.from('some tail') }
  expect(await opened(wav(large))).toMatchObject({ samples: sound, whole: true, note: null })
  const unpadded = Buffer.concat([Buffer.from('axml'), uint32(3), Buffer.from('odd')])
  expect((await opened(wav({ before: unpadded }))).samples).toEqual(sound)
  const nothing = { samples: new Int16Array(0), behind: riffChunk('LIST', Buffer.from('INFO')) }
  expect(await opened(wav(nothing))).toMatchObject({ length: 0, note: null, whole: true })
})

test('SoundSource reads markers and tags on either side of the sound', async () => {
  const marks = [
    { sample: 3, label: 'here' },
    { sample: 90, label: 'there' },
  ]
  const text = (id: string, value: string) => riffChunk(id, Buffer.from(`${value}\0`))
  const tags = Buffer.concat([Buffer.from('INFO'), text('INAM', 'Talk'), text('IART', 'Ann; Bob')])
  const around = Buffer.concat([cueChunks(marks), riffChunk('LIST', tags)])
  const bext = Buffer.alloc(602)
  bext.write('about it', 0)
  bext.write('2026-01-31', 320)
  const parts = [{ before: around }, { behind: Buffer.concat([around, riffChunk('bext', bext)]) }]
  for (const part of parts) {
    const { info } = await opened(wav(part))
    expect(info).toMatchObject({ marks, title: 'Talk', artist: 'Ann; Bob' })
  }
  const { info } = await opened(wav({ before: riffChunk('bext', bext) }))
  expect(info).toMatchObject({ marks: [], title: 'about it', date: '2026-01-31', broadcast: bext })
})

test('a recording that its program did not end is interrupted, one with a foreign tail is not', async () => {
  const sound = Buffer.from(sine(440, 8000, 1000, 0.5).buffer)
  expect((await opened(Buffer.concat([wavHeader(8000, 1600), sound]))).whole).toBe(false)
  expect((await opened(Buffer.concat([wavHeader(8000, 2000), sound]))).whole).toBe(true)
  expect((await opened(wav({ behind: Buffer.from('ID3\x03 and more') }))).whole).toBe(true)
})

test('readSound reads 24 bits left-justified in 32, floats that are no numbers, and G.711', async () => {
  const wide = Int32Array.from([0x12345600, -0x12345600, 0x7fffff00])
  const ints = { format: [1, 1, 8000, 32_000, 4, 24], samples: new Int16Array(wide.buffer) }
  expect([...(await opened(wav(ints))).samples]).toEqual([0x1234, -0x1234, 0x7fff])
  const numbers = Float32Array.from([0.5, Number.NaN, -7, Infinity])
  const floats = { format: [3, 1, 8000, 32_000, 4, 32], samples: new Int16Array(numbers.buffer) }
  expect([...(await opened(wav(floats))).samples]).toEqual([16_384, 0, -32_768, 32_767])
})

test('readSound refuses a file that is too long', async () => {
  const path = join(freshFolder(), 'a.wav')
  await writeFile(path, wav({}))
  expect(await readSound(path, 16_000)).toHaveLength(2000)
  await expect(readSound(path, 16_000, 1999)).rejects.toThrow('it is too long')
})
