import { describe, expect, it } from 'vitest'
import type { Presence } from '../../../src/protocol/call-messages.ts'
import { AutoAway } from '../../../src/protocol/meeting/auto-away.ts'

const MINUTE = 60_000

function watched(minutes: number) {
  const set: Presence[] = []
  const away = new AutoAway(minutes, 0, (presence) => set.push(presence))
  return { away, set }
}

describe('presence by itself', () => {
  it('becomes away after ten minutes without input, and available with the next', () => {
    const { away, set } = watched(10)
    away.poll(10 * MINUTE - 1, 'available', false)
    expect(set).toEqual([])
    away.poll(10 * MINUTE, 'available', false)
    away.poll(11 * MINUTE, 'away', false)
    expect(set).toEqual(['away'])
    away.active(12 * MINUTE)
    away.active(12 * MINUTE + 1)
    expect(set).toEqual(['away', 'available'])
  })

  it('stays for somebody who talks, is in a call, chose a presence, or switched it off', () => {
    const { away, set } = watched(10)
    away.poll(9 * MINUTE, 'available', true)
    away.poll(18 * MINUTE, 'available', false)
    away.poll(60 * MINUTE, 'do not disturb', false)
    away.active(61 * MINUTE)
    const never = watched(0)
    never.away.poll(1_000 * MINUTE, 'available', false)
    expect([set, never.set]).toEqual([[], []])
  })
})
