import { describe, expect, it } from 'vitest'
import { PullBurst } from '../../../../src/web/sound/worklet/pull-burst.ts'

/** Pulls in groups of `size`, one group each `size` blocks of 2.67 ms. @returns the last measurement */
function pullInGroups(burst: PullBurst, size: number, groups: number, from = 0): number {
  let longest = 0
  for (let group = 0; group < groups; group++) {
    const at = Math.floor(from + group * size * 2.67)
    for (let i = 0; i < size; i++) longest = burst.pulled(at)
  }
  return longest
}

describe('PullBurst', () => {
  it('is 0 when pulls come one by one', () => {
    expect(pullInGroups(new PullBurst(), 1, 100)).toBe(0)
  })

  it('counts the pulls that come at once, beyond the first', () => {
    expect(pullInGroups(new PullBurst(), 4, 50)).toBe(3)
  })

  it('forgets long bursts after two spans without one', () => {
    const burst = new PullBurst()
    pullInGroups(burst, 8, 10)
    expect(pullInGroups(burst, 1, 1_600, 1_000)).toBe(0)
  })
})
