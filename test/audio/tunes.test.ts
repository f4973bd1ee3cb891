import { describe, expect, test } from 'vitest'
import { rmsLevel, SILENCE } from '../../src/audio/level.ts'
import { RING, TunePlayer } from '../../src/audio/tunes.ts'
import { toneLevel } from '../helpers/tones.ts'

describe.each([48_000, 8_000])('at %i Hz', (rate) => {
  test('plays two notes of 0.3 s, and then silence', () => {
    const tone = new TunePlayer(rate)
    tone.start()
    const played = new Int16Array(rate)
    for (let at = 0; at < rate; at += rate / 50) tone.mixInto(played.subarray(at, at + rate / 50))
    const part = (from: number, to: number) => played.subarray(from * rate, to * rate)
    expect(toneLevel(part(0.05, 0.25), 587.33, rate)).toBeCloseTo(-18, 0)
    expect(toneLevel(part(0.05, 0.25), 783.99, rate)).toBeLessThan(-35)
    expect(toneLevel(part(0.35, 0.55), 783.99, rate)).toBeCloseTo(-18, 0)
    expect(rmsLevel(part(0.6, 1))).toBe(SILENCE)
    const jump = Math.max(...played.map((sample, i) => Math.abs(sample - (played[i - 1] ?? 0))))
    expect(jump).toBeLessThanOrEqual(Math.ceil((2 * Math.PI * 784 * 4096) / rate))
  })
})

test('is silent until started, and leaves other sound unchanged', () => {
  const played = new Int16Array(960).fill(100)
  new TunePlayer(48_000).mixInto(played)
  expect(played.every((sample) => sample === 100)).toBe(true)
})

test('plays a ring over and over, with its pauses', () => {
  const rate = 8_000
  const ring = new TunePlayer(rate, RING)
  ring.start(true)
  const round = Math.round(rate * RING.seconds) * RING.notes.length
  const played = new Int16Array(3 * round)
  ring.mixInto(played)
  for (const at of [0, round, 2 * round]) {
    expect(rmsLevel(played.subarray(at, at + rate))).toBeGreaterThan(-30)
    expect(rmsLevel(played.subarray(at + round - rate, at + round))).toBe(SILENCE)
  }
})

test('is clamped when the other sound is loud', () => {
  const tone = new TunePlayer(48_000)
  tone.start()
  const played = new Int16Array(9600).fill(32_767)
  tone.mixInto(played)
  expect(Math.min(...played)).toBeGreaterThan(20_000)
})
