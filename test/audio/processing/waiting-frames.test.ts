import { beforeEach, expect, test } from 'vitest'
import { LONGEST_WAIT, WaitingFrames } from '../../../src/audio/processing/waiting-frames.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

let clock: ManualClock
let out: number[]
let waiting: WaitingFrames

beforeEach(() => {
  clock = new ManualClock()
  out = []
  waiting = new WaitingFrames(clock, (samples) => out.push(samples[0]!))
})

const frame = (value: number) => Int16Array.of(value)

test('WaitingFrames passes frames on when they are answered', () => {
  const first = waiting.push(frame(1))
  const second = waiting.push(frame(2))
  expect(out).toEqual([])
  waiting.answer(first, frame(10))
  waiting.answer(second, frame(20))
  expect(out).toEqual([10, 20])
  expect(clock.timers).toBe(0)
})

test('WaitingFrames passes a late frame on unprocessed, and ignores its answer', () => {
  const first = waiting.push(frame(1))
  clock.advance(20)
  const second = waiting.push(frame(2))
  clock.advance(LONGEST_WAIT - 20)
  expect(out).toEqual([1])
  expect(waiting.late).toBe(1)
  waiting.answer(first, frame(10))
  waiting.answer(second, frame(20))
  expect(out).toEqual([1, 20])
})

test('WaitingFrames passes earlier frames on first when a later one is answered', () => {
  waiting.push(frame(1))
  const second = waiting.push(frame(2))
  waiting.answer(second, frame(20))
  expect(out).toEqual([1, 20])
})

test('WaitingFrames copies frames', () => {
  const reused = frame(1)
  waiting.push(reused)
  reused[0] = 99
  waiting.flush()
  expect(out).toEqual([1])
})

test('WaitingFrames passes all frames on with flush and none with clear, without leaving a timer', () => {
  waiting.push(frame(1))
  waiting.push(frame(2))
  waiting.flush()
  waiting.push(frame(3))
  waiting.clear()
  clock.advance(1000)
  expect(out).toEqual([1, 2])
  expect(clock.timers).toBe(0)
})
