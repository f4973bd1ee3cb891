import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Acknowledger } from '../../../src/protocol/wire/acknowledger.ts'
import { ManualClock } from '../../helpers/manual-clock.ts'

function acknowledger() {
  const clock = new ManualClock()
  const told: number[] = []
  return { clock, told, acknowledger: new Acknowledger(clock, (received) => told.push(received), limits) }
}

describe('an acknowledgement', () => {
  it('follows 50 ms after a payload, and none follows it in silence', () => {
    const { clock, told, acknowledger: one } = acknowledger()
    one.received(100)
    clock.advance(49)
    expect(told).toEqual([])
    clock.advance(1)
    expect(told).toEqual([100])
    clock.advance(10_000)
    expect(told).toEqual([100])
    expect(clock.timers).toBe(0)
  })

  it('reports the total received', () => {
    const { clock, told, acknowledger: one } = acknowledger()
    for (let frame = 0; frame < 10; frame++) {
      one.received(640)
      clock.advance(20)
    }
    expect(told).toEqual([1920, 3840, 5760])
  })

  it('follows 8 KiB at once, and restarts the 50 ms', () => {
    const { clock, told, acknowledger: one } = acknowledger()
    one.received(8191)
    clock.advance(40)
    one.received(1)
    expect(told).toEqual([8192])
    one.received(5)
    clock.advance(49)
    expect(told).toEqual([8192])
    clock.advance(1)
    expect(told).toEqual([8192, 8197])
  })

  it('is not sent after close', () => {
    const { clock, told, acknowledger: one } = acknowledger()
    one.received(100)
    one.close()
    clock.advance(1_000)
    expect(told).toEqual([])
  })
})
