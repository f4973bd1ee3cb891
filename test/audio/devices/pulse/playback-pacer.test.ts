import { expect, test } from 'vitest'
import { PlaybackPacer } from '../../../../src/audio/devices/pulse/pulse-speaker.ts'
import { ManualClock } from '../../../helpers/manual-clock.ts'

/**
 * A device that takes `speed` ms of sound a ms, and tells so each 50 ms where it went on.
 *
 * @returns how much lay ready, in ms, before each of the ticks that write; negative where it ran dry
 */
function play(
  pacer: PlaybackPacer,
  clock: ManualClock,
  ms: number,
  speed: number,
  from = { taken: 0, written: 0 },
  frameMs = 20,
) {
  const ready: number[] = []
  for (let at = 10; at <= ms; at += 10) {
    clock.advance(10)
    from.taken = Math.min(from.written, from.taken + 10 * speed)
    if (at % 50 === 0 && speed > 0) pacer.taken(from.taken)
    if (at % frameMs === 0) {
      ready.push(from.written - from.taken)
      from.written += pacer.framesDue() * frameMs
    }
  }
  return ready
}

test.each([
  [1, 20],
  [1.02, 20],
  [0.98, 20],
  [1, 10],
  [1.02, 10],
  [0.98, 10],
])('a device of speed %d is neither starved nor left behind: frames of %i ms', (speed, frameMs) => {
  const clock = new ManualClock()
  const pacer = new PlaybackPacer(clock, frameMs)
  const ready = play(pacer, clock, 60_000, speed, undefined, frameMs).slice(10)
  expect(Math.min(...ready)).toBeGreaterThan(0)
  expect(Math.max(...ready)).toBeLessThan(3 * frameMs)
})

test('PlaybackPacer writes only a few frames before the device plays', () => {
  const clock = new ManualClock()
  const pacer = new PlaybackPacer(clock, 20)
  let frames = 0
  for (let i = 0; i < 100; i++) {
    clock.advance(20)
    frames += pacer.framesDue()
  }
  expect(frames).toBe(2)
})

test('PlaybackPacer does not fill a stalled device, and catches up after it', () => {
  const clock = new ManualClock()
  const pacer = new PlaybackPacer(clock, 20)
  const state = { taken: 0, written: 0 }
  play(pacer, clock, 1000, 1, state)
  const stopped = play(pacer, clock, 3000, 0, state)
  expect(stopped.at(-1)).toBeLessThan(200)
  const again = play(pacer, clock, 2000, 1, state)
  expect(again.at(-1)).toBeLessThan(60)
})
