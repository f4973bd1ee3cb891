import { expect, test } from 'vitest'
import { MAX_TALKERS, SECTIONS, SignatureReader, writeSignatures } from '../../bench/load/signature.ts'
import { frameLength } from '../../src/audio/format.ts'

const FRAME = 960
const FORMAT = { rate: 48_000, frameMs: 20 }
const SHORT = { rate: 48_000, frameMs: 10 }

/** Frames `from` to `to` of a talker, one after another. */
function speech(talker: number, from: number, to: number, format = FORMAT): Int16Array {
  const length = frameLength(format)
  const header = 'odd'
  const bytes = Buffer.alloc(header.length + 2 * length, header)
  const frames: number[] = []
  for (let sequence = from; sequence <= to; sequence++) {
    writeSignatures(bytes, header.length, format, talker, sequence)
    for (let i = 0; i < length; i++) frames.push(bytes.readInt16LE(header.length + 2 * i))
  }
  return Int16Array.from(frames)
}

function numbers(from: number, more: number): number[] {
  return Array.from({ length: more + 1 }, (_, i) => from + i)
}

function sum(sounds: readonly Int16Array[]): Int16Array {
  return Int16Array.from(sounds[0]!, (_, i) => sounds.reduce((total, sound) => total + sound[i]!, 0))
}

/** How often each signature was found in `sound`, as `talker:sequence`, and what looked like one. */
function read(sound: Int16Array, format = FORMAT) {
  const length = frameLength(format)
  const found: Record<string, number> = {}
  const reader = new SignatureReader(format, (talker, sequence) => {
    found[`${talker}:${sequence}`] = (found[`${talker}:${sequence}`] ?? 0) + 1
  })
  let strange = 0
  for (let at = 0; at < sound.length; at += length) strange += reader.read(sound.subarray(at, at + length))
  return { found, strange }
}

test('reads a lone talker in each section, for any sequence number', () => {
  for (const sequence of [0, 1, 511, 512, 99_999, 2 ** 18 - 1]) {
    expect(read(speech(7, sequence, sequence))).toEqual({ found: { [`7:${sequence}`]: SECTIONS }, strange: 0 })
  }
})

test.each([FORMAT, SHORT])('reads each frame of all talkers at once: %j', (format) => {
  const all = Array.from({ length: MAX_TALKERS }, (_, t) => t)
  const { found } = read(sum(all.map((t) => speech(t, 1000 * t, 1000 * t + 99, format))), format)
  const lost = all.flatMap((t) => numbers(1000 * t, 99).filter((sequence) => !found[`${t}:${sequence}`]))
  expect(lost).toEqual([])
})

test('reads no talker when the mix has none', () => {
  const { found } = read(sum([speech(0, 5, 5), speech(2, 9, 9)]))
  expect(Object.keys(found).sort()).toEqual(['0:5', '2:9'])
})

test('reads sound shifted by any number of samples, across frames too', () => {
  const sound = speech(3, 20, 22)
  for (let shift = 1; shift < FRAME; shift++) {
    const shifted = new Int16Array(4 * FRAME)
    shifted.set(sound, shift)
    const found = { '3:20': SECTIONS, '3:21': SECTIONS, '3:22': SECTIONS }
    expect(read(shifted), `by ${shift}`).toEqual({ found, strange: 0 })
  }
})

test('loses no frame for long of three talkers shifted against each other', () => {
  const frames = 20
  let lost = 0
  for (let shift = 0; shift < FRAME; shift += 7) {
    const sounds = [0, 1, 2].map((t) => {
      const shifted = new Int16Array((frames + 2) * FRAME)
      shifted.set(speech(t, 0, frames - 1), t * shift)
      return shifted
    })
    lost += 3 * frames - Object.keys(read(sum(sounds)).found).length
  }
  expect(lost).toBe(0)
})

test.each([
  ['at half its level', (sample: number) => Math.trunc(sample / 2)],
  ['at double its level', (sample: number) => sample * 2],
  ['with its bytes swapped', (sample: number) => ((sample & 0xff) << 8) | ((sample >> 8) & 0xff)],
])('does not read a talker %s', (_, change) => {
  expect(read(speech(4, 1234, 1240).map(change)).found).toEqual({})
})
