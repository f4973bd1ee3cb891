import { expect, test } from 'vitest'
import wavefile from 'wavefile'
import { plainWavHeader, RIFF_LIMIT, WAV_HEADER_BYTES, wavHeader } from '../../../src/audio/wav/wav-header.ts'

test('wavHeader encodes rate, format and sizes, and reserves space for ds64', () => {
  const header = wavHeader(16_000, 1000)
  expect(header.length).toBe(WAV_HEADER_BYTES)
  expect(header.toString('latin1', 0, 4)).toBe('RIFF')
  expect(header.readUInt32LE(4)).toBe(1072)
  expect(header.toString('latin1', 12, 16)).toBe('JUNK')
  expect(header.readUInt32LE(76)).toBe(1000)
  const wav = new wavefile.WaveFile(Buffer.concat([header, Buffer.alloc(1000)]))
  expect(wav.fmt).toMatchObject({ audioFormat: 1, numChannels: 1, sampleRate: 16_000, byteRate: 32_000, blockAlign: 2 })
  expect(wav.bitDepth).toBe('16')
})

test('plainWavHeader has the usual 44 bytes, and those of RF64 above 4 GiB', () => {
  const header = plainWavHeader(16_000, 1000, undefined, 10)
  expect(header).toHaveLength(44)
  expect([header.readUInt32LE(4), header.toString('latin1', 12, 16), header.readUInt32LE(24)]).toEqual([
    1046,
    'fmt ',
    16_000,
  ])
  expect([header.toString('latin1', 36, 40), header.readUInt32LE(40)]).toEqual(['data', 1000])
  expect(plainWavHeader(16_000, 2 ** 32)).toEqual(wavHeader(16_000, 2 ** 32))
})

test('wavHeader counts chunks after the samples in the RIFF size only', () => {
  const header = wavHeader(16_000, 1000, RIFF_LIMIT, 50)
  expect([header.readUInt32LE(4), header.readUInt32LE(76)]).toEqual([1122, 1000])
})

test('wavHeader switches to RF64 with 64-bit sizes just above 4 GiB', () => {
  const most = RIFF_LIMIT - 72
  expect(wavHeader(48_000, most - 1).toString('latin1', 0, 4)).toBe('RIFF')
  const header = wavHeader(48_000, most + 1)
  expect(header.toString('latin1', 0, 4)).toBe('RF64')
  expect(header.readUInt32LE(4)).toBe(0xffffffff)
  expect(header.toString('latin1', 12, 16)).toBe('ds64')
  expect(header.readBigUInt64LE(20)).toBe(BigInt(most + 73))
  expect(header.readBigUInt64LE(28)).toBe(BigInt(most + 1))
  expect(header.readBigUInt64LE(36)).toBe(BigInt((most + 1) / 2))
  expect(header.readUInt32LE(76)).toBe(0xffffffff)
})
