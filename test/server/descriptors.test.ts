import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import { expect, it } from 'vitest'
import { Descriptors } from '../../src/server/descriptors.ts'

function lowestFree(): number {
  const number = openSync(devNull, 'r')
  closeSync(number)
  return number
}

it('are scarce as long as nothing below the reserve is free', () => {
  const free = lowestFree()
  const taken = [openSync(devNull, 'r')]
  // A quarter of so few is kept, which begins just above the number that was free.
  const descriptors = new Descriptors((free + 0.5) / 0.75)
  expect(descriptors.scarce).toBe(true)
  for (const number of taken) closeSync(number)
  expect(descriptors.scarce).toBe(false)
})

it('have a limit that the system tells, and are not scarce in the beginning', () => {
  const descriptors = new Descriptors()
  expect(descriptors.limit).toBeGreaterThan(100)
  expect(descriptors.scarce).toBe(false)
})
