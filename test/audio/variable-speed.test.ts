import { describe, expect, it } from 'vitest'
import { VariableSpeed } from '../../src/audio/variable-speed.ts'
import { sine, toneLevel } from '../helpers/tones.ts'

const RATE = 48_000
const FRAME = 960

/** A tone without end, by the frame, and how many frames of it were used. */
function toneSource(hz: number) {
  const source = {
    frames: 0,
    pull(out: Int16Array): boolean {
      out.set(sine(hz, RATE, FRAME, 0.25, source.frames++ * FRAME))
      return true
    },
  }
  return source
}

function play(player: VariableSpeed, frames: number, speed: number): Int16Array {
  const played: number[] = []
  const out = new Int16Array(FRAME)
  for (let i = 0; i < frames; i++) {
    player.read(out, speed)
    played.push(...out)
  }
  return Int16Array.from(played)
}

describe('VariableSpeed', () => {
  it('passes frames unchanged at speed 1', () => {
    const source = toneSource(440)
    const player = new VariableSpeed(FRAME, source.pull)
    expect(play(player, 10, 1)).toEqual(sine(440, RATE, 10 * FRAME, 0.25))
    expect(source.frames).toBe(10)
    expect(player.waiting).toBe(0)
  })

  it.each([1.005, 0.995])('consumes %f samples per output sample', (speed) => {
    const source = toneSource(1000)
    const player = new VariableSpeed(FRAME, source.pull)
    play(player, 500, speed)
    const used = source.frames * FRAME - player.waiting
    expect(Math.abs(used - 500 * FRAME * speed)).toBeLessThan(5)
  })

  it('shifts the pitch accordingly, with distortion below -60 dB', () => {
    const player = new VariableSpeed(FRAME, toneSource(1000).pull)
    const played = play(player, 100, 1.005).subarray(FRAME, FRAME + RATE)
    expect(toneLevel(played, 1005, RATE)).toBeCloseTo(20 * Math.log10(0.25), 1)
    const ideal = toneLevel(played, 1005, RATE)
    for (const hz of [1000, 2010, 3015, 47_000 - 1005, 12_000]) {
      expect(toneLevel(played, hz, RATE)).toBeLessThan(ideal - 60)
    }
  })

  it('has no discontinuity when the speed changes', () => {
    const player = new VariableSpeed(FRAME, toneSource(440).pull)
    const played = [1, 1.005, 0.995, 1, 1.002].flatMap((speed) => [...play(player, 20, speed)])
    const steepest = (0.25 * 32767 * 2 * Math.PI * (440 * 1.005)) / RATE
    // The first frame at another speed begins by looking back at a sample that was not kept.
    const jumps = played.slice(1).map((sample, i) => Math.abs(sample - played[i]!))
    expect(Math.max(...jumps)).toBeLessThan(steepest * 1.5)
  })

  it('is silent when the source runs empty, and restarts after it', () => {
    let left = 3
    const player = new VariableSpeed(FRAME, (out) => {
      out.fill(left > 0 ? 1000 : 0)
      return left-- > 0
    })
    const out = new Int16Array(FRAME)
    const sounds = Array.from({ length: 6 }, () => player.read(out, 1.005))
    expect(sounds.slice(0, 2)).toEqual([true, true])
    expect(sounds.slice(3)).toEqual([false, false, false])
    expect(out).toEqual(new Int16Array(FRAME))
    expect(player.waiting).toBe(0)
  })
})
