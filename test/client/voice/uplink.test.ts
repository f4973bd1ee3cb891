import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { PCM } from '../../../src/audio/codec.ts'
import { SILENCE } from '../../../src/audio/level.ts'
import { Uplink } from '../../../src/client/voice/uplink.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'
import { hiss, mixed, speech } from '../../helpers/speech.ts'
import { sine } from '../../helpers/tones.ts'
import { missing } from '../../helpers/tools.ts'

const RATE = 48_000
const FRAME = 960

let sent: Uint8Array[]
let spoken: number
let uplink: Uplink

beforeEach(async () => {
  sent = []
  spoken = 0
  uplink = new Uplink(
    { format: { rate: RATE, frameMs: 20 }, clock: new ManualClock(), codec: PCM, bitrate: 32_000 },
    { send: (payload) => sent.push(payload.slice()), spoken: () => spoken++, told() {} },
  )
  await uplink.open()
})
afterEach(() => uplink.close())

/** Lets the microphone hear something; returns the share of its frames that was sent. */
function hear(samples: Int16Array): number {
  const before = sent.length
  const frames = Math.floor(samples.length / FRAME)
  for (let i = 0; i < frames; i++) uplink.hear(samples.slice(i * FRAME, (i + 1) * FRAME))
  return (sent.length - before) / frames
}

const tone = sine(500, RATE, FRAME, 0.1)

describe('a file as the microphone', () => {
  test('is sent unchanged where it is loud, and not where it is silent', () => {
    uplink.takeFrom('recording')
    expect(hear(new Int16Array(FRAME))).toBe(0)
    hear(tone)
    expect(sent).toEqual([new Uint8Array(tone.buffer)])
    expect(uplink.sending).toBe(true)
    expect(spoken).toBe(1)
  })

  test('is not checked for speech', () => {
    uplink.takeFrom('recording')
    expect(hear(hiss(RATE, 0.05))).toBe(1)
  })
})

describe('a person at the microphone', () => {
  beforeEach(() => {
    // What the processing does is not the matter here.
    uplink.processing.noiseSuppression = false
    uplink.processing.automaticGain = false
    uplink.takeFrom('person')
  })

  test.skipIf(missing('espeak-ng'))('is heard from the first frame of a word to its end', async () => {
    const words = await speech(RATE, 'Papa, take care.')
    expect(hear(hiss(2 * RATE, 0.0005))).toBe(0)
    const begin = words.findIndex((sample) => Math.abs(sample) > 500)
    expect(hear(mixed(words.subarray(begin), hiss(words.length, 0.0005)))).toBeGreaterThan(0.95)
  })

  test('sends almost nothing while silent in a noisy room', () => {
    hear(hiss(RATE, 0.01))
    expect(hear(hiss(4 * RATE, 0.01))).toBeLessThan(0.4)
  })

  test('sends nothing while typing', () => {
    const keys = hiss(4 * RATE, 0.0005).map((sample, i) => {
      const t = (i % 9173) / RATE
      return sample + 9000 * Math.exp(-t / 0.003) * Math.sin(i * i)
    })
    expect(hear(keys)).toBe(0)
  })

  test('can change the threshold while speaking', () => {
    const voice = sine(200, RATE, RATE, 0.05)
    uplink.transmission.threshold = -20
    expect(hear(voice)).toBe(0)
    uplink.transmission.threshold = -40
    expect(hear(voice)).toBeGreaterThan(0.9)
  })
})

test('a muted user neither sends nor records their voice', () => {
  uplink.muted = true
  expect(hear(tone)).toBe(0)
  expect(uplink.sending).toBe(false)
  expect(spoken).toBe(0)
})

test('levels report the microphone and what is sent of it', () => {
  uplink.levels()
  hear(tone)
  expect(uplink.levels().processed).toBeCloseTo(-23, 0)
  uplink.transmission.mode = 'push-to-talk'
  hear(tone)
  const { microphone, processed } = uplink.levels()
  expect(microphone).toBeCloseTo(-23, 0)
  expect(processed).toBe(SILENCE)
})

test('the push-to-talk key sends voice', () => {
  uplink.transmission.mode = 'push-to-talk'
  expect(hear(tone)).toBe(0)
  uplink.transmission.talking = true
  expect(hear(tone)).toBe(1)
})
