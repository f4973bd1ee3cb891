import { describe, expect, it } from 'vitest'
import { codecs } from '../../../src/audio/codec.ts'
import { OpusDecoder, OpusEncoder } from '../../../src/audio/opus.ts'
import { sine, toneLevel } from '../../helpers/tones.ts'
import { type Ear, SoundRoom } from '../rooms/sound-room.ts'

const RATE = 48_000
const FORMAT = { rate: RATE, frameMs: 20 }
const FRAME = 960
const MARK = '"codec":"opus"'

/** What an Opus listener hears, decoded as its client does: one decoder for the whole stream. */
function decoded(ear: Ear, frameMs = 20): Int16Array {
  const decoder = new OpusDecoder({ rate: RATE, frameMs })
  const frames = ear.messages.map((message) => decoder.decode(message.subarray(message.indexOf('\n') + 1)))
  expect(frames).not.toContain(null)
  return Int16Array.from(frames.flatMap((frame) => [...frame!]))
}

/** Peak of what remains when the best-fitting tone is subtracted from each frame, in dB relative to that tone. */
function worstResidual(samples: Int16Array, hz: number): number {
  let worst = -Infinity
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    const frame = samples.subarray(at, at + FRAME)
    const w = (2 * Math.PI * hz) / RATE
    let cos = 0
    let sin = 0
    frame.forEach((sample, i) => {
      cos += sample * Math.cos(w * i)
      sin += sample * Math.sin(w * i)
    })
    const ideal = (i: number) => ((cos * Math.cos(w * i) + sin * Math.sin(w * i)) * 2) / FRAME
    const residual = Math.max(...frame.map((sample, i) => Math.abs(sample - ideal(i))))
    worst = Math.max(worst, 20 * Math.log10(residual / Math.hypot((2 * cos) / FRAME, (2 * sin) / FRAME)))
  }
  return worst
}

function opusRoom<Names extends readonly string[]>(names: Names, frameMs = 20) {
  const room = new SoundRoom(RATE, frameMs)
  const ears = room.join(...names)
  for (const ear of ears) ear.codec = codecs.opus
  return { room, ears }
}

const tone =
  (hz: number, frameMs = 20) =>
  (i: number) =>
    sine(hz, RATE, 48 * frameMs, 0.2, i * 48 * frameMs)

describe('MixMinus with Opus', () => {
  it('sends Opus to clients that support it and PCM to the others, each encoded once', () => {
    const room = new SoundRoom()
    const [ann, bo, cy, di] = room.join('Ann', 'Bo', 'Cy', 'Di')
    bo.codec = codecs.opus
    cy.codec = codecs.opus
    room.talk(ann, tone(500), { count: 50 })
    room.clock.advance(1100)
    expect(bo.messages[10]!.toString('latin1')).toContain(MARK)
    expect(bo.messages[10]).toBe(cy.messages[10])
    expect(di.messages[10]!.toString('latin1')).not.toContain(MARK)
    expect(room.mixer.stats.encodes).toBe(2 * 50)
    expect(toneLevel(decoded(bo).subarray(24_000), 500, RATE)).toBeCloseTo(20 * Math.log10(0.2), 0)
  })

  it('encodes once per talker and once for all silent members', () => {
    const { room, ears } = opusRoom(['Ann', 'Bo', 'Cy', 'Di', 'Ed', 'Flo'])
    for (const [i, ear] of ears.slice(0, 3).entries()) room.talk(ear, tone(400 + 100 * i), { count: 100 })
    room.clock.advance(1000)
    const { mixes, encodes } = room.mixer.stats
    room.clock.advance(500)
    const after = room.mixer.stats
    expect(after.mixes - mixes).toBe(25)
    expect(after.encodes - encodes).toBe(25 * 4)
  })

  it.each([20, 10])('produces no click when a listener starts and stops talking: frames of %i ms', (periodMs) => {
    const { room, ears } = opusRoom(['Ann', 'Bo', 'Cy'], periodMs)
    const [ann, bo, cy] = ears
    room.talk(ann, tone(500, periodMs), { count: 4000 / periodMs, periodMs })
    room.talk(bo, tone(800, periodMs), { count: 1000 / periodMs, offset: 1500, periodMs })
    room.clock.advance(4100)
    const steady = worstResidual(decoded(cy, periodMs).subarray(FRAME * 10, FRAME * 70), 500)
    const changing = worstResidual(decoded(bo, periodMs).subarray(FRAME * 10, FRAME * 190), 500)
    expect(steady).toBeLessThan(-15)
    expect(changing).toBeLessThan(steady + 6)
  })

  it('counts Opus packets it cannot decode, and replaces them by silence', () => {
    const { room, ears } = opusRoom(['Ann', 'Bo'])
    const [ann, bo] = ears
    const encoder = new OpusEncoder(FORMAT, 32_000)
    for (let i = 0; i < 100; i++) {
      const good = encoder.encode(tone(500)(i))
      room.mixer.push(ann, i % 10 === 9 ? Uint8Array.from([0xff, 0]) : good, 'opus')
      room.clock.advance(20)
    }
    expect(room.mixer.stats.corrupt).toBe(10)
    expect(bo.messages).toHaveLength(100)
    expect(toneLevel(decoded(bo).subarray(24_000, 72_000), 500, RATE)).toBeGreaterThan(-18)
  })
})
