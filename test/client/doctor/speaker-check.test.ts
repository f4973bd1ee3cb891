import { describe, expect, it } from 'vitest'
import { toneFrame } from '../../../src/client/doctor/speaker-check.ts'
import { toneLevel } from '../../helpers/tones.ts'

describe('the test tone of the doctor', () => {
  const frames = Array.from({ length: 60 }, (_, number) => [...toneFrame(number)]).flat()

  it('is one second of 440 Hz at -20 dBFS', () => {
    expect(toneLevel(Int16Array.from(frames.slice(9_600, 38_400)), 440, 48_000)).toBeCloseTo(-20, 0)
  })

  it('fades in and out without a click, and is silent afterwards', () => {
    const steps = frames.slice(1).map((sample, index) => Math.abs(sample - frames[index]!))
    expect(Math.max(...steps)).toBeLessThan(200)
    expect([frames[0], ...frames.slice(48_000)].every((sample) => sample === 0)).toBe(true)
  })
})
