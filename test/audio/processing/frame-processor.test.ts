import { describe, expect, test } from 'vitest'
import { FrameProcessor } from '../../../src/audio/processing/frame-processor.ts'
import type { VoiceProcessor } from '../../../src/audio/processing/voice-processor.ts'
import { sine, toneLevel } from '../../helpers/tones.ts'

/** Halves the amplitude, and records the lengths of its buffers. */
function halving() {
  const near: number[] = []
  const far: number[] = []
  const processor: VoiceProcessor = {
    near: (buffer) => {
      near.push(buffer.length)
      buffer.forEach((sample, i) => {
        buffer[i] = sample / 2
      })
    },
    far: (buffer) => far.push(buffer.length),
    close() {},
  }
  return { near, far, processor }
}

describe.each([
  [48_000, 960],
  [48_000, 480],
  [44_100, 882],
  [24_000, 480],
  [16_000, 320],
  [11_025, 221],
  [8_000, 80],
  [5_000, 100],
])('at %i Hz in frames of %i', (rate, length) => {
  test('returns as many samples as it takes, processed in buffers of exactly 10 ms', async () => {
    const frames = await FrameProcessor.create(rate)
    const { near, far, processor } = halving()
    frames.processor = processor
    const out: number[] = []
    const count = Math.round((2 * rate) / length)
    for (let i = 0; i < count; i++) {
      const frame = sine(500, rate, length, 0.2, i * length)
      frames.far(frame)
      const processed = frames.near(frame)
      expect(processed).toHaveLength(length)
      out.push(...processed)
    }
    expect(new Set([...near, ...far])).toEqual(new Set([480]))
    expect(near.length).toBeGreaterThanOrEqual(197)
    expect(far).toHaveLength(near.length)
    expect(toneLevel(Int16Array.from(out.slice(-rate)), 500, rate)).toBeCloseTo(-20, 0)
    // After the first sample there is no further silence.
    const begin = out.findIndex((sample) => sample !== 0)
    expect(begin / rate).toBeLessThan(0.04)
  })
})

test('has no gap when the processor is replaced or removed', async () => {
  const frames = await FrameProcessor.create(48_000)
  const { processor } = halving()
  const levels = [null, processor, null].map((next, i) => {
    frames.processor = next
    return toneLevel(frames.near(sine(500, 48_000, 960, 0.2, i * 960)), 500, 48_000)
  })
  expect(levels.map(Math.round)).toEqual([-14, -20, -14])
})
