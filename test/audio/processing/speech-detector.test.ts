import { describe, expect, test } from 'vitest'
import { SpeechDetector } from '../../../src/audio/processing/speech-detector.ts'
import { hiss, speech } from '../../helpers/speech.ts'
import { missing } from '../../helpers/tools.ts'

/** The share of frames of 20 ms that are taken for speech. */
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

describe.each([48_000, 24_000, 16_000, 8_000])('at %i Hz', (rate) => {
  test.skipIf(missing('espeak-ng'))('speech is speech', async () => {
    expect(await share(await speech(rate), rate)).toBeGreaterThan(0.75)
  })

  test('noise is none', async () => {
    expect(await share(hiss(4 * rate, 0.01), rate)).toBeLessThan(0.25)
  })
})

test('without the library there is no detector', async () => {
  const absent = () => Promise.reject(new Error('not installed'))
  expect(await SpeechDetector.create(48_000, absent)).toBeNull()
})
