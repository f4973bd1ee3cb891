import { describe, expect, it } from 'vitest'
import { codecs, codecsFor, PCM, preferredCodec, StreamDecoder, supportsFormat } from '../../src/audio/codec.ts'
import { Codec, codecChoices } from '../../src/protocol/shapes.ts'
import { sine } from '../helpers/tones.ts'

const FORMAT = { rate: 48_000, frameMs: 20 }
const FRAME = sine(600, FORMAT.rate, 960)

describe('the table of codecs', () => {
  it('has an entry for each codec of the contract, under its name', () => {
    const names = Object.keys(codecs)
    expect(codecChoices).toEqual(['auto', ...names])
    expect(Codec.anyOf.map((literal) => literal.const).sort()).toEqual(names.sort())
    for (const [name, codec] of Object.entries(codecs)) expect(codec.name).toBe(name)
  })

  it.each(Object.values(codecs))('encodes and decodes frames of its format by $title', (codec) => {
    expect(supportsFormat(codec, FORMAT)).toBe(true)
    const payload = codec.createEncoder(FORMAT, 32_000).encode(FRAME)
    expect(codec.createDecoder(FORMAT).toPcm(payload)).toHaveLength(1_920)
    const bytes = codec.payloadBytes(FORMAT)
    if (bytes !== null) expect(payload).toHaveLength(bytes)
  })

  it('sends PCM without a copy, and with one view for an array that is encoded again', () => {
    const encoder = PCM.createEncoder(FORMAT, 0)
    const payload = encoder.encode(FRAME)
    expect(payload.buffer).toBe(FRAME.buffer)
    expect(encoder.encode(FRAME)).toBe(payload)
    expect(PCM.createDecoder(FORMAT).toPcm(payload)).toBe(payload)
  })
})

it('offers the chosen codec and PCM, the preferred one first', () => {
  expect(codecsFor('auto')).toEqual(['opus', 'pcm'])
  expect(codecsFor('opus')).toEqual(['opus', 'pcm'])
  expect(codecsFor('pcm')).toEqual(['pcm'])
})

it('prefers Opus to PCM, in any order, and takes PCM when no codec is known', () => {
  expect(preferredCodec(['pcm', 'opus']).name).toBe('opus')
  expect(preferredCodec(['speex']).name).toBe('pcm')
})

it('decodes a stream that changes its codec between frames, and remembers the decoder of each', () => {
  const stream = new StreamDecoder(FORMAT)
  const opus = codecs.opus.createEncoder(FORMAT, 32_000)
  const pcm = PCM.createEncoder(FORMAT, 0).encode(FRAME)
  const alone = codecs.opus.createDecoder(FORMAT)
  for (let i = 0; i < 10; i++) {
    const payload = opus.encode(FRAME)
    expect(stream.toPcm(payload, 'opus')).toEqual(alone.toPcm(payload))
    expect(stream.toPcm(pcm, 'pcm')).toBe(pcm)
  }
  expect(stream.toPcm(Uint8Array.from([0xff, 0]), 'opus')).toBeNull()
})

it('decodes a stream again after it was closed', () => {
  const stream = new StreamDecoder(FORMAT)
  const payload = codecs.opus.createEncoder(FORMAT, 32_000).encode(FRAME)
  const first = stream.toPcm(payload, 'opus')
  stream.close()
  expect(stream.toPcm(payload, 'opus')).toEqual(first)
})
