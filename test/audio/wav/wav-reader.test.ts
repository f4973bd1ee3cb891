import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import wavefile from 'wavefile'
import { readWav } from '../../../src/audio/wav/wav-reader.ts'
import { sine, toneLevel } from '../../helpers/tones.ts'

const RATE = 16_000
const folder = mkdtempSync(join(tmpdir(), 'parlor-read-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes one second of a tone of -20 dBFS as a WAV file of another format. */
function toneFile(name: string, fileRate: number, channels: number, convert: (wav: wavefile.WaveFile) => void): string {
  const tone = sine(400, fileRate, fileRate)
  const wav = new wavefile.WaveFile()
  wav.fromScratch(channels, fileRate, '16', Array(channels).fill(tone))
  convert(wav)
  const path = join(folder, name)
  writeFileSync(path, wav.toBuffer())
  return path
}

test.each([
  ['16 bits mono', RATE, 1, () => {}],
  ['stereo', RATE, 2, () => {}],
  ['44.1 kHz, six channels', 44_100, 6, () => {}],
  ['8 bits', RATE, 1, (wav: wavefile.WaveFile) => wav.toBitDepth('8')],
  ['24 bits', RATE, 2, (wav: wavefile.WaveFile) => wav.toBitDepth('24')],
  ['floats', 48_000, 1, (wav: wavefile.WaveFile) => wav.toBitDepth('32f')],
  ['A-law', RATE, 1, (wav: wavefile.WaveFile) => wav.toALaw()],
  ['mu-law', RATE, 1, (wav: wavefile.WaveFile) => wav.toMuLaw()],
] as const)('%s becomes mono at the rate asked for', async (name, fileRate, channels, convert) => {
  const samples = await readWav(toneFile(`${name}.wav`, fileRate, channels, convert), RATE)
  expect(Math.abs(samples.length - RATE)).toBeLessThan(RATE / 25)
  const middle = samples.subarray(4000, 12_000)
  expect(toneLevel(middle, 400, RATE)).toBeCloseTo(-20, 0)
})

test('readWav refuses unsupported, missing and large files with a message for the user', async () => {
  const garbage = join(folder, 'garbage.wav')
  writeFileSync(garbage, 'this is no sound')
  await expect(readWav(garbage, RATE)).rejects.toThrow(`cannot use ${garbage}: not a supported WAV file`)
  const packed = toneFile('packed.wav', 8000, 1, (wav) => wav.toIMAADPCM())
  await expect(readWav(packed, RATE)).rejects.toThrow('compressed; convert it to PCM first')
  await expect(readWav(join(folder, 'none.wav'), RATE)).rejects.toThrow('file not found')
  await expect(readWav(folder, RATE)).rejects.toThrow('not a file')
  const large = join(folder, 'large.wav')
  writeFileSync(large, '')
  truncateSync(large, 65 * 2 ** 20)
  await expect(readWav(large, RATE)).rejects.toThrow('it has 65 MiB, more than the limit of 64 MiB')
})

test('reads a file whose markers are damaged', async () => {
  const path = toneFile('marks.wav', RATE, 1, (wav) => wav.setCuePoint({ position: 100, label: 'here' }))
  const bytes = readFileSync(path)
  // Two billion points, which the library would count through.
  bytes.writeUInt32LE(0x7fff_ffff, bytes.indexOf('cue ') + 8)
  writeFileSync(path, bytes)
  expect(await readWav(path, RATE)).toHaveLength(RATE)
})
