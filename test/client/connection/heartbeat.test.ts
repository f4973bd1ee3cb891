import { expect, it } from 'vitest'
import { Heartbeat } from '../../../src/client/connection/heartbeat.ts'
import { limits } from '../../../src/protocol/limits.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

function beating() {
  const clock = new ManualClock()
  const seen = { pings: 0, silent: 0 }
  let answer: () => void = () => {}
  const heartbeat = new Heartbeat(clock, {
    ping: () => {
      seen.pings++
      return new Promise<void>((resolve) => {
        answer = resolve
      })
    },
    silent: () => seen.silent++,
  })
  return { clock, seen, heartbeat, answer: () => answer() }
}

it('measures how long an answer takes', async () => {
  const { clock, heartbeat, answer } = beating()
  expect(heartbeat.roundTrip).toBeNull()
  heartbeat.beat()
  clock.advance(42)
  answer()
  await Promise.resolve()
  expect(heartbeat.roundTrip).toBe(42)
})

it('asks again and again, and gives up when nothing comes', () => {
  const { clock, seen } = beating()
  clock.advance(limits.heartbeatPatience)
  expect(seen).toEqual({ pings: 3, silent: 0 })
  clock.advance(limits.heartbeat)
  expect(seen).toEqual({ pings: 3, silent: 1 })
  expect(clock.timers).toBe(0)
})

it('takes anything that comes for a sign of life', () => {
  const { clock, seen, heartbeat } = beating()
  for (let i = 0; i < 10; i++) {
    clock.advance(limits.heartbeat)
    heartbeat.heard()
  }
  expect(seen.silent).toBe(0)
  heartbeat.close()
  expect(clock.timers).toBe(0)
})
