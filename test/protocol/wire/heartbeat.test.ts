import { expect, it } from 'vitest'
import { Heartbeat } from '../../../src/protocol/wire/heartbeat.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

const INTERVAL = 5_000
const PATIENCE = 15_000

function beating() {
  const clock = new ManualClock()
  const seen = { pings: 0, silent: 0 }
  let answer: () => void = () => {}
  const heartbeat = new Heartbeat(
    clock,
    { interval: INTERVAL, patience: PATIENCE },
    {
      ping: () => {
        seen.pings++
        return new Promise<void>((resolve) => {
          answer = resolve
        })
      },
      silent: () => seen.silent++,
    },
  )
  return { clock, seen, heartbeat, answer: () => answer() }
}

it('measures the round trip', async () => {
  const { clock, heartbeat, answer } = beating()
  expect(heartbeat.roundTrip).toBeNull()
  heartbeat.beat()
  clock.advance(42)
  answer()
  await Promise.resolve()
  expect(heartbeat.roundTrip).toBe(42)
})

it('pings repeatedly, and reports silence when nothing arrives', () => {
  const { clock, seen } = beating()
  clock.advance(PATIENCE)
  expect(seen).toEqual({ pings: 3, silent: 0 })
  clock.advance(INTERVAL)
  expect(seen).toEqual({ pings: 3, silent: 1 })
  expect(clock.timers).toBe(0)
})

it('counts anything received as a sign of life', () => {
  const { clock, seen, heartbeat } = beating()
  for (let i = 0; i < 10; i++) {
    clock.advance(INTERVAL)
    heartbeat.heard()
  }
  expect(seen.silent).toBe(0)
  heartbeat.close()
  expect(clock.timers).toBe(0)
})
