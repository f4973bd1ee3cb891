import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { rmsLevel } from '../../../src/audio/level.ts'
import { openProcessor, type ProcessingLibraries } from '../../../src/audio/processing/open-processor.ts'
import {
  BUFFER_LENGTH,
  type FeatureSwitches,
  PROCESSING_RATE as RATE,
  type VoiceProcessor,
} from '../../../src/audio/processing/voice-processor.ts'
import { similarity } from '../../helpers/similarity.ts'
import { hiss, mixed, scaled, speech } from '../../helpers/speech.ts'
import { missing } from '../../helpers/tools.ts'

const NONE: FeatureSwitches = { noiseSuppression: false, automaticGain: false, echoCancellation: false }

let open: VoiceProcessor | null = null
let words: Int16Array

beforeAll(async () => {
  if (!missing('espeak-ng')) words = await speech(RATE)
})
afterEach(() => {
  open?.close()
  open = null
})

async function processor(wanted: Partial<FeatureSwitches>, libraries?: ProcessingLibraries): Promise<VoiceProcessor> {
  open = (await openProcessor({ ...NONE, ...wanted }, libraries)).processor
  return open!
}

/** Processes `near` while the speaker plays `far`. */
function processed(by: VoiceProcessor, near: Int16Array, far?: Int16Array): Int16Array {
  const out = near.slice(0, near.length - (near.length % BUFFER_LENGTH))
  for (let at = 0; at < out.length; at += BUFFER_LENGTH) {
    if (far) by.far(far.slice(at, at + BUFFER_LENGTH))
    by.near(out.subarray(at, at + BUFFER_LENGTH))
  }
  return out
}

/** The level of the last `seconds`, in dBFS. */
function levelAtEnd(samples: Int16Array, seconds: number): number {
  return rmsLevel(samples.subarray(-seconds * RATE))
}

const absent = (name: string) => () => {
  throw new Error(`the npm package ${name} is not installed`)
}
const realRnnoise = async () => (await import('@echogarden/rnnoise-wasm')).default()
const withoutWebrtc: ProcessingLibraries = { webrtc: absent('webrtc'), rnnoise: realRnnoise }

describe.skipIf(missing('@livekit/rtc-ffi-bindings'))('WebRTC', () => {
  test('noise suppression lowers steady noise by more than 10 dB', async () => {
    const noise = hiss(4 * RATE, 0.02)
    const out = processed(await processor({ noiseSuppression: true }), noise)
    expect(levelAtEnd(out, 1)).toBeLessThan(levelAtEnd(noise, 1) - 10)
  })

  test.skipIf(missing('espeak-ng'))('noise suppression keeps speech', async () => {
    const noisy = mixed(words, hiss(words.length, 0.005))
    const out = processed(await processor({ noiseSuppression: true }), noisy)
    expect(rmsLevel(out)).toBeGreaterThan(rmsLevel(words) - 3)
    expect(similarity(words, out)).toBeGreaterThan(0.7)
  })

  test.skipIf(missing('espeak-ng'))('automatic gain amplifies quiet speech', async () => {
    const quiet = scaled(words, 0.03)
    const out = processed(await processor({ automaticGain: true }), quiet)
    expect(levelAtEnd(out, 2)).toBeGreaterThan(levelAtEnd(quiet, 2) + 12)
  })

  test.skipIf(missing('espeak-ng'))('echo cancellation removes what the speaker plays', async () => {
    const delay = 0.1 * RATE
    const echo = scaled(words, 0.3)
    const heard = new Int16Array(words.length)
    heard.set(echo.subarray(0, words.length - delay), delay)
    const out = processed(await processor({ echoCancellation: true }), heard, words)
    expect(levelAtEnd(out, 3)).toBeLessThan(levelAtEnd(heard, 3) - 15)
  })

  test.skipIf(missing('espeak-ng'))('echo cancellation keeps speech into the microphone', async () => {
    const far = hiss(words.length, 0)
    const out = processed(await processor({ echoCancellation: true }), words, far)
    expect(similarity(words, out)).toBeGreaterThan(0.7)
  })

  test('throws on a buffer of another length, on which the library would abort the process', async () => {
    const webrtc = await processor({ noiseSuppression: true })
    expect(() => webrtc.near(new Int16Array(441))).toThrow('has 441 samples, expected 480')
    expect(() => webrtc.far(new Int16Array(960))).toThrow('has 960 samples, expected 480')
  })

  test('all features are available, and no processor is created when none is wanted', async () => {
    expect(await openProcessor(NONE)).toEqual({ processor: null, missing: {} })
  })
})

describe('RNNoise, when WebRTC is missing', () => {
  test('lowers steady noise by more than 10 dB', async () => {
    const noise = hiss(8 * RATE, 0.05)
    const out = processed(await processor({ noiseSuppression: true }, withoutWebrtc), noise)
    expect(levelAtEnd(out, 1)).toBeLessThan(levelAtEnd(noise, 1) - 10)
  })

  test.skipIf(missing('espeak-ng'))('keeps speech', async () => {
    const out = processed(await processor({ noiseSuppression: true }, withoutWebrtc), words)
    expect(rmsLevel(out)).toBeGreaterThan(rmsLevel(words) - 3)
    expect(similarity(words, out)).toBeGreaterThan(0.7)
  })

  test('reports a reason for the features that it lacks', async () => {
    const wanted = { ...NONE, automaticGain: true }
    const reason = 'the npm package webrtc is not installed'
    expect(await openProcessor(wanted, withoutWebrtc)).toEqual({
      processor: null,
      missing: { automaticGain: reason, echoCancellation: reason },
    })
  })
})

test('openProcessor reports a reason for each feature when no library is installed', async () => {
  const nothing = { webrtc: absent('webrtc'), rnnoise: async () => absent('rnnoise')() }
  const { processor, missing } = await openProcessor({ ...NONE, noiseSuppression: true }, nothing)
  expect(processor).toBeNull()
  expect(missing).toEqual({
    noiseSuppression: 'the npm package webrtc is not installed, and the npm package rnnoise is not installed',
    automaticGain: 'the npm package webrtc is not installed',
    echoCancellation: 'the npm package webrtc is not installed',
  })
})
