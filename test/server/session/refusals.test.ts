import { expect, it } from 'vitest'
import { limits } from '../../../src/protocol/limits.ts'
import { Refusals } from '../../../src/server/session/client-channel.ts'

it('Refusals reports the 20th refused message within 10 s as too many', () => {
  const refusals = new Refusals(limits)
  for (let i = 0; i < 19; i++) expect(refusals.add(i * 500)).toBe(false)
  expect(refusals.add(9_999)).toBe(true)
})

it('Refusals does not count refused messages older than 10 s', () => {
  const refusals = new Refusals(limits)
  for (let i = 0; i < 19; i++) expect(refusals.add(0)).toBe(false)
  expect(refusals.add(10_000)).toBe(false)
  for (let i = 0; i < 1_000; i++) expect(refusals.add(20_000 + i * 527)).toBe(false)
})
