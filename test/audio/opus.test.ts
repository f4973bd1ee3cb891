import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codecs, supportsFormat } from '../../src/audio/codec.ts'
import { frameLength } from '../../src/audio/format.ts'
import { OPUS_RATES, OpusDecoder, OpusEncoder, opusDuration } from '../../src/audio/opus.ts'
import { sine, toneLevel } from '../helpers/tones.ts'

const RATE = 48_000
const FORMAT = { rate: RATE, frameMs: 20 }

describe('opus', () => {
  it.each([
    ...OPUS_RATES.flatMap((rate) => [10, 20].map((frameMs) => [rate, frameMs] as const)),
    ...[5, 40, 60].map((frameMs) => [RATE, frameMs] as const),
  ])('carries a tone at %i Hz in frames of %i ms at its level, in 5 kB a second', (rate, frameMs) => {
    const format = { rate, frameMs }
    const encoder = new OpusEncoder(format, 32_000)
    const decoder = new OpusDecoder(format)
    const length = frameLength(format)
    const heard: number[] = []
    let bytes = 0
    for (let i = 0; i < 1000 / frameMs; i++) {
      const payload = encoder.encode(sine(600, rate, length, 0.25, i * length))
      bytes += payload.length
      heard.push(...decoder.decode(payload)!)
    }
    expect(bytes).toBeLessThan(5_000)
    const settled = Int16Array.from(heard.slice(-rate / 2))
    expect(Math.abs(toneLevel(settled, 600, rate) - 20 * Math.log10(0.25))).toBeLessThan(0.5)
  })

  it('supports only its own rates and frame durations', () => {
    expect(supportsFormat(codecs.opus, { rate: 48_000, frameMs: 20 })).toBe(true)
    expect(supportsFormat(codecs.opus, { rate: 48_000, frameMs: 10 })).toBe(true)
    expect(supportsFormat(codecs.opus, { rate: 48_000, frameMs: 30 })).toBe(false)
    expect(supportsFormat(codecs.opus, { rate: 44_100, frameMs: 20 })).toBe(false)
    expect(supportsFormat(codecs.opus, { rate: 5_000, frameMs: 20 })).toBe(false)
  })

  it('decodes a frame of another duration as null', () => {
    const short = new OpusEncoder({ rate: RATE, frameMs: 10 }, 32_000).encode(sine(600, RATE, 480))
    expect(new OpusDecoder(FORMAT).decode(short)).toBeNull()
    const long = new OpusEncoder(FORMAT, 32_000).encode(sine(600, RATE, 960))
    expect(new OpusDecoder({ rate: RATE, frameMs: 10 }).decode(long)).toBeNull()
  })

  it('decodes invalid packets as null, and continues after them', () => {
    const encoder = new OpusEncoder(FORMAT, 32_000)
    const decoder = new OpusDecoder(FORMAT)
    const tone = (i: number) => encoder.encode(sine(600, RATE, 960, 0.25, i * 960))
    for (let i = 0; i < 10; i++) decoder.decode(tone(i))
    for (const rubbish of [[], [0xff], [0xff, 63, 1, 2, 3], [0xfb, 6, 0, 0], new Array(1_300).fill(0xf8)]) {
      expect(decoder.decode(Uint8Array.from(rubbish))).toBeNull()
    }
    const after: number[] = []
    for (let i = 10; i < 40; i++) after.push(...decoder.decode(tone(i))!)
    expect(toneLevel(Int16Array.from(after.slice(-24_000)), 600, RATE)).toBeGreaterThan(-13)
  })

  it('never throws or returns another length for any bytes', () => {
    const decoder = new OpusDecoder(FORMAT)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_500 }), (payload) => {
        const samples = decoder.decode(payload)
        expect(samples === null || samples.length === 960).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })

  it('frees its memory when closed, and decodes nothing afterwards', () => {
    const payload = new OpusEncoder(FORMAT, 32_000).encode(sine(600, RATE, 960))
    const decoder = new OpusDecoder(FORMAT)
    expect(decoder.decode(payload)).toHaveLength(960)
    decoder.close()
    decoder.close()
    expect(decoder.decode(payload)).toBeNull()
  })

  it.each([
    [[0x00], 10],
    [[0x08], 20],
    [[0x18], 60],
    [[0x60], 10],
    [[0x80], 2.5],
    [[0x98], 20],
    [[0x99], 40],
    [[0x9b, 6], 120],
  ])('reads from %j that it holds %d ms (RFC 6716, section 3.1)', (payload, ms) => {
    expect(opusDuration(Uint8Array.from(payload))).toBe(ms)
  })
})
