import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { expect, it } from 'vitest'
import { FdGuard } from '../../../src/server/net/fd-guard.ts'

function take(count: number): number[] {
  return Array.from({ length: count }, () => openSync(devNull, 'r'))
}

it('are scarce when nothing is free below the reserve, until more than one or two are', () => {
  const taken = take(20)
  // A quarter of so few is kept, which begins just above the highest that is taken.
  const limit = (Math.max(...taken) + 0.5) / 0.75
  const changes: boolean[] = []
  const fdGuard = new FdGuard((scarce) => changes.push(scarce), limit)
  expect(fdGuard.suffice()).toBe(false)
  expect(changes).toEqual([true])
  for (const number of taken.splice(-3)) closeSync(number)
  fdGuard.poll()
  expect(fdGuard.suffice()).toBe(false)
  for (const number of taken.splice(0)) closeSync(number)
  expect(fdGuard.scarce).toBe(true)
  fdGuard.poll()
  expect(fdGuard.scarce).toBe(false)
  expect(fdGuard.suffice()).toBe(true)
  expect(changes).toEqual([true, false])
})

it('are found scarce also when nobody comes', () => {
  const [lowest] = take(1)
  closeSync(lowest!)
  const fdGuard = new FdGuard(() => {}, (lowest! - 0.5) / 0.75)
  fdGuard.poll()
  expect(fdGuard.scarce).toBe(true)
})

it('have a limit that the system tells, and are not scarce in the beginning', () => {
  const fdGuard = new FdGuard(() => {})
  fdGuard.poll()
  expect(fdGuard.limit).toBeGreaterThan(100)
  expect(fdGuard.suffice()).toBe(true)
})
