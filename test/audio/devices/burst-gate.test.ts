import { expect, test } from 'vitest'
import { BurstGate } from '../../../src/audio/devices/burst-gate.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

/** Lets `count` frames come, each `ms` after the one before; gives back how many passed. */
function come(gate: BurstGate, clock: ManualClock, count: number, ms: number): number {
  let passed = 0
  for (let i = 0; i < count; i++) {
    clock.advance(ms)
    if (gate.admits()) passed++
  }
  return passed
}

test('BurstGate drops nothing from a device in time, slightly fast, or in bursts', () => {
  const clock = new ManualClock()
  const gate = new BurstGate(clock, 20)
  expect(come(gate, clock, 1000, 20)).toBe(1000)
  expect(come(gate, clock, 1000, 19.7)).toBe(1000)
  for (let lump = 0; lump < 50; lump++) {
    clock.advance(160)
    expect(come(gate, clock, 8, 0)).toBe(8)
  }
})

test('BurstGate drops seconds of old audio, and admits later frames', () => {
  const clock = new ManualClock()
  const gate = new BurstGate(clock, 20)
  come(gate, clock, 100, 20)
  clock.advance(3000)
  expect(come(gate, clock, 150, 0)).toBe(10)
  expect(come(gate, clock, 100, 20)).toBe(100)
})

test('BurstGate has the same limits in ms for frames of 10 ms', () => {
  const clock = new ManualClock()
  const gate = new BurstGate(clock, 10)
  expect(come(gate, clock, 1000, 9.85)).toBe(1000)
  clock.advance(3000)
  expect(come(gate, clock, 150, 0)).toBe(20)
  expect(come(gate, clock, 100, 10)).toBe(100)
})
