import { describe, expect, it } from 'vitest'
import { LEAST_TALKERS, TalkerBudget } from '../../../src/server/voice/talker-budget.ts'

function loaded(periods: number, load: number, heard = 600, budget = new TalkerBudget()): TalkerBudget {
  for (let i = 0; i < periods; i++) budget.update(load, Math.min(heard, budget.total), heard)
  return budget
}

describe('TalkerBudget', () => {
  it('mixes everyone while the event loop has time', () => {
    expect(loaded(100, 0.8).total).toBe(Infinity)
  })

  it('mixes everyone when a single period was busy', () => {
    const budget = loaded(20, 0.3)
    expect(loaded(1, 1, 600, budget).total).toBe(Infinity)
    expect(loaded(3, 0.3, 600, budget).total).toBe(Infinity)
  })

  it('mixes fewer and fewer while the event loop is busy, but never less than any machine can', () => {
    const budget = loaded(4, 1)
    expect(budget.total).toBe(420)
    expect(loaded(10, 1, 600, budget).total).toBeLessThan(200)
    expect(loaded(1_000, 1, 600, budget).total).toBe(LEAST_TALKERS)
  })

  it('reads from those who are not mixed more and more rarely when the fewest talkers are too many', () => {
    expect(new TalkerBudget().rest).toBe(0)
    const budget = loaded(4, 1)
    expect(budget.rest).toBe(80)
    expect(loaded(1_000, 1, 600, budget).rest).toBe(640)
    expect(loaded(3, 0, 600, budget).rest).toBe(80)
    expect(budget.total).toBe(LEAST_TALKERS)
    expect(loaded(200, 0, 600, budget).rest).toBe(0)
  })

  it('changes nothing between high and low load', () => {
    const { total } = loaded(10, 0.77, 600, loaded(4, 1))
    expect(total).toBe(420)
  })

  it('mixes more again when the load is low, and finally everyone', () => {
    const budget = loaded(20, 1)
    const least = budget.total
    expect(loaded(10, 0.4, 600, budget).total).toBeGreaterThan(least)
    expect(loaded(200, 0.4, 600, budget).total).toBe(Infinity)
  })
})
