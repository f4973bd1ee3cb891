import { describe, expect, test } from 'vitest'
import { SpeechDetector } from '../../../src/audio/processing/speech-detector.ts'
import { hiss, speech } from '../../helpers/speech.ts'
import { missing } from '../../helpers/tools.ts'

/** The fraction of 20 ms frames detected as speech. */
async function share(samples: Int16Array, rate: number): Promise<number> {
  const detector = (await SpeechDetector.create(rate))!
  const length = rate / 50
  let heard = 0
  let all = 0
  for (let at = 0; at + length <= samples.length; at += length, all++) {
    if (detector.hear(samples.subarray(at, at + length))) heard++
  }
  return heard / all
}

describe.each([48_000, 24_000, 16_000, 8_000])('SpeechDetector at %i Hz', (rate) => {
  test.skipIf(missing('espeak-ng'))('detects speech', async () => {
    expect(await share(await speech(rate), rate)).toBeGreaterThan(0.75)
  })

  test('does not detect noise', async () => {
    expect(await share(hiss(4 * rate, 0.01), rate)).toBeLessThan(0.25)
  })
})

test('SpeechDetector is null when the library is missing', async () => {
  const absent = () => Promise.reject(new Error('not installed'))
  expect(await SpeechDetector.create(48_000, absent)).toBeNull()
})
