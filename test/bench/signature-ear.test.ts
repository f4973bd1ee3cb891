import { expect, test } from 'vitest'
import { writeSignatures } from '../../bench/load/signature.ts'
import { SignatureEar } from '../../bench/load/signature-ear.ts'

const FORMAT = { rate: 48_000, frameMs: 20 }
/** Three talkers, who sent frame s at s x 20 ms; the frames 10 to 19 are measured. */
const SPOKEN = Array.from({ length: 3 }, () => ({
  from: 10,
  to: 20,
  sentAt: (sequence: number) => (sequence >= 10 && sequence < 20 ? sequence * 20 : undefined),
}))

/** The sum of the frames with number `sequence` of `talkers`. */
function mix(talkers: readonly number[], sequence: number): Int16Array {
  const sum = new Int16Array(960)
  for (const talker of talkers) {
    const frame = new Int16Array(960)
    writeSignatures(Buffer.from(frame.buffer), 0, FORMAT, talker, Math.max(0, sequence))
    for (const [i, sample] of frame.entries()) sum[i]! += sample
  }
  return sum
}

/** An ear of member `own` that heard what `frameOf` gives for each sequence number, 9 ms after it was sent. */
function listen(own: number, frameOf: (sequence: number) => Int16Array | undefined) {
  const latencies: number[] = []
  const ear = new SignatureEar(FORMAT, own, SPOKEN, latencies)
  for (let sequence = 0; sequence < 30; sequence++) {
    const frame = frameOf(sequence)
    if (frame) ear.hear(Buffer.from(frame.buffer), sequence * 20 + 9)
  }
  return { ear, latencies }
}

test('finds a correct mix complete, and measures it only within the window', () => {
  const { ear, latencies } = listen(1, (sequence) => mix([0, 2], sequence))
  expect(ear.wrongs()).toEqual([])
  expect([ear.heard, ear.expected]).toEqual([20, 20])
  expect(latencies).toEqual(new Array(20).fill(9))
})

test('counts missing frames, and repeated frames once', () => {
  const { ear } = listen(-1, (sequence) => (sequence === 12 ? undefined : mix([0, 1, 2], Math.min(sequence, 17))))
  expect([ear.heard, ear.expected]).toEqual([3 * 7, 30])
  expect(ear.wrongs()).toEqual([])
})

test('counts a frame after more than 60 ms as late', () => {
  const { ear } = listen(-1, (sequence) => mix([0, 1, 2], sequence - 3))
  expect(ear.late).toBe(30)
})

test.each([
  ['the own voice', (sequence: number) => mix([0, 1, 2], sequence), 'a talker heard their own voice'],
  ['a talker is never in it', (sequence: number) => mix([0], sequence), 'a member never heard 1 of 3 talkers'],
  ['nothing comes', () => undefined, 'a member never heard 2 of 3 talkers'],
  ['half the level', (sequence: number) => mix([0, 2], sequence).map((sample) => sample / 2), 'never heard 2 of 3'],
  ['mostly broken', (sequence: number) => mix([0, 2], sequence).fill(5000, 320), 'not the sum of what was sent'],
])('reports %s as wrong', (_, frameOf, complaint) => {
  expect(listen(1, frameOf).ear.wrongs().join('; ')).toContain(complaint)
})
