import { expect, test } from 'vitest'
import { ToneEar } from '../../bench/load/tone-ear.ts'
import { toneFrame } from '../../bench/load/tones.ts'
import { median } from '../../bench/statistics.ts'
import { frameLength } from '../../src/audio/format.ts'
import { OpusEncoder } from '../../src/audio/opus.ts'

const RATE = 48_000
/** ms that talkers talk for, and within which their frames are measured. */
const LASTING = 4_000
const FROM = 1_000
const TO = 3_400
/** ms that Opus itself looks ahead in its mode of least delay (RFC 6716, section 2). */
const CODEC_MS = 2.5

/** An ear of member `own` that heard the sum of `talkers`, of three, shifted by `shift` samples, 9 ms after it was sent. */
function listen(own: number, talkers: readonly number[], { shift = 0, frameMs = 20 } = {}) {
  const format = { rate: RATE, frameMs }
  const length = frameLength(format)
  const frames = LASTING / frameMs
  const spoken = Array.from({ length: 3 }, () => ({
    from: FROM / frameMs,
    to: TO / frameMs,
    sentAt: (sequence: number) => {
      const at = sequence * frameMs
      return at >= FROM && at < TO ? at : undefined
    },
  }))
  const sound = new Int16Array((frames + 2) * length)
  for (const talker of talkers) {
    for (let s = 0; s < frames; s++) {
      for (const [n, sample] of toneFrame(format, talker, s).entries()) sound[s * length + n + shift]! += sample
    }
  }
  const encoder = new OpusEncoder(format, 32_000)
  const latencies: number[] = []
  const ear = new ToneEar(format, own, spoken, latencies)
  for (let s = 0; s <= frames; s++) {
    ear.hear(Buffer.from(encoder.encode(sound.slice(s * length, (s + 1) * length))), s * frameMs + 9)
  }
  return { ear, latencies }
}

test.each([
  [0, 20],
  [200, 20],
  [480, 20],
  [700, 20],
  [959, 20],
  [0, 10],
  [100, 10],
  [240, 10],
  [479, 10],
])('detects each change of pitch in time, shifted by %d samples: frames of %i ms', (shift, frameMs) => {
  const { ear, latencies } = listen(1, [0, 2], { shift, frameMs })
  expect(ear.wrongs()).toEqual([])
  expect([ear.heard, ear.expected]).toEqual([10, 10])
  expect(Math.abs(median(latencies) - (9 + CODEC_MS + (shift * 1000) / RATE))).toBeLessThan(2)
})

test('reports a mix with the own voice of the listener as wrong', () => {
  expect(listen(1, [0, 1, 2]).ear.wrongs()).toEqual(['a talker heard their own voice'])
})

test('reports a missing talker as wrong', () => {
  expect(listen(1, [2]).ear.wrongs()).toEqual(['a member never heard 1 of 3 talkers'])
})

test('reports a payload that is not Opus as wrong', () => {
  const { ear } = listen(1, [0, 2])
  ear.hear(Buffer.alloc(1920, 255), 0)
  expect(ear.wrongs()).toEqual(['a payload was no Opus frame of the right length'])
})
