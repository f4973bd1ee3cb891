import { expect, test } from 'vitest'
import { ToneEar } from '../../bench/load/tone-ear.ts'
import { toneFrame } from '../../bench/load/tones.ts'
import { median } from '../../bench/statistics.ts'
import { OpusEncoder } from '../../src/audio/opus.ts'

const FORMAT = { rate: 48_000, frameMs: 20 }
const FRAMES = 200
/** ms that Opus itself looks ahead in its mode of least delay (RFC 6716, section 2). */
const CODEC_MS = 2.5
/** Three talkers, who sent frame s at s x 20 ms; all but the first 50 and the last 30 frames are measured. */
const SPOKEN = Array.from({ length: 3 }, () => ({
  from: 50,
  to: FRAMES - 30,
  sentAt: (sequence: number) => (sequence >= 50 && sequence < FRAMES - 30 ? sequence * 20 : undefined),
}))

/** An ear of member `own` that heard the sum of `talkers`, shifted by `shift` samples, 9 ms after it was sent. */
function listen(own: number, talkers: readonly number[], shift = 0) {
  const sound = new Int16Array((FRAMES + 1) * 960)
  for (const talker of talkers) {
    for (let i = 0; i < FRAMES * 960; i += 960) {
      for (const [n, sample] of toneFrame(FORMAT, talker, i / 960).entries()) sound[i + n + shift]! += sample
    }
  }
  const encoder = new OpusEncoder(FORMAT, 32_000)
  const latencies: number[] = []
  const ear = new ToneEar(FORMAT, own, SPOKEN, latencies)
  for (let s = 0; s <= FRAMES; s++) {
    ear.hear(Buffer.from(encoder.encode(sound.slice(s * 960, s * 960 + 960))), s * 20 + 9)
  }
  return { ear, latencies }
}

test.each([0, 200, 480, 700, 959])(
  'each change of pitch is heard when it comes, shifted by %d samples',
  (shift) => {
    const { ear, latencies } = listen(1, [0, 2], shift)
    expect(ear.wrongs()).toEqual([])
    expect([ear.heard, ear.expected]).toEqual([10, 10])
    expect(Math.abs(median(latencies) - (9 + CODEC_MS + (shift / 960) * 20))).toBeLessThan(2)
  },
)

test('wrong: the own voice', () => {
  expect(listen(1, [0, 1, 2]).ear.wrongs()).toEqual(['a talker heard their own voice'])
})

test('wrong: a talker is never in it', () => {
  expect(listen(1, [2]).ear.wrongs()).toEqual(['a member never heard 1 of 3 talkers'])
})

test('wrong: a payload that is no Opus', () => {
  const { ear } = listen(1, [0, 2])
  ear.hear(Buffer.alloc(1920, 255), 0)
  expect(ear.wrongs()).toEqual(['a payload was no Opus frame of the right length'])
})
