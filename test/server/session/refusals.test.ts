import { expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Refusals } from '../../../src/server/session/client-channel.ts'

it('20 refused messages within 10 s are too many', () => {
  const refusals = new Refusals(limits)
  for (let i = 0; i < 19; i++) expect(refusals.add(i * 500)).toBe(false)
  expect(refusals.add(9_999)).toBe(true)
})

it('those of 10 s ago count no more', () => {
  const refusals = new Refusals(limits)
  for (let i = 0; i < 19; i++) expect(refusals.add(0)).toBe(false)
  expect(refusals.add(10_000)).toBe(false)
  for (let i = 0; i < 1_000; i++) expect(refusals.add(20_000 + i * 527)).toBe(false)
})
