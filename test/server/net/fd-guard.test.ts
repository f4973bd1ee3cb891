import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { expect, it } from 'vitest'
import { FdGuard } from '../../../src/server/net/fd-guard.ts'

function take(count: number): number[] {
  return Array.from({ length: count }, () => openSync(devNull, 'r'))
}

it('reports scarce descriptors when none is free below the reserve, until several are free again', () => {
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

it('reports scarce descriptors when no connection arrives', () => {
  const [lowest] = take(1)
  closeSync(lowest!)
  const fdGuard = new FdGuard(() => {}, (lowest! - 0.5) / 0.75)
  fdGuard.poll()
  expect(fdGuard.scarce).toBe(true)
})

it('reads the limit of the system and starts without scarcity', () => {
  const fdGuard = new FdGuard(() => {})
  fdGuard.poll()
  expect(fdGuard.limit).toBeGreaterThan(100)
  expect(fdGuard.suffice()).toBe(true)
})
