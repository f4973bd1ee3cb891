import { beforeEach, describe, expect, test } from 'vitest'
import { DEFAULT_THRESHOLD, Transmission } from '../../../src/audio/processing/transmission.ts'

const FRAME = 20
let transmission: Transmission

beforeEach(() => {
  transmission = new Transmission()
})

const speak = (level = -30, speech = true) => transmission.admits(level, speech, FRAME)

/** ms of silence that are still sent. */
function tail(): number {
  let ms = 0
  while (ms < 10_000 && transmission.admits(-120, false, FRAME)) ms += FRAME
  return ms
}

describe('the mode voice', () => {
  test('sends speech above the threshold at once, and half a second after it', () => {
    expect(speak(DEFAULT_THRESHOLD)).toBe(false)
    expect(speak(DEFAULT_THRESHOLD + 1)).toBe(true)
    expect(tail()).toBe(480)
    expect(speak()).toBe(true)
  })

  test('does not send loud sound that is not speech', () => {
    expect(speak(-10, false)).toBe(false)
  })

  test('applies a changed threshold at once', () => {
    transmission.threshold = -20
    expect(speak(-30)).toBe(false)
    transmission.threshold = -40
    expect(speak(-30)).toBe(true)
  })

  test('holds equally long for every frame length', () => {
    transmission.admits(-30, true, 10)
    let ms = 0
    while (transmission.admits(-120, false, 10)) ms += 10
    expect(ms).toBe(490)
  })
})

describe('the mode push-to-talk', () => {
  beforeEach(() => {
    transmission.mode = 'push-to-talk'
  })

  test('sends everything while the key is down, and a short tail', () => {
    expect(speak()).toBe(false)
    transmission.talking = true
    expect(speak(-90, false)).toBe(true)
    expect(speak()).toBe(true)
    transmission.talking = false
    expect(tail()).toBe(180)
    expect(speak()).toBe(false)
  })

  test('does not send the tail of the mode before', () => {
    transmission.mode = 'voice'
    speak()
    transmission.mode = 'push-to-talk'
    expect(tail()).toBe(0)
  })
})

test('the mode open sends everything', () => {
  transmission.mode = 'open'
  expect(transmission.admits(-120, false, FRAME)).toBe(true)
})
