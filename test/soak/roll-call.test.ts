import { expect, test } from 'vitest'
import { rollCall } from '../../soak/roll-call.ts'

const users = (...names: string[]) => names.map((name) => ({ name }))

test('accepts a roll call in which all agree', () => {
  const together = users('Ann', 'Bo')
  const beliefs = [
    { name: 'Ann', room: 'x', users: [...together, { name: 'Cy', reconnecting: true }] },
    { name: 'Bo', room: 'x', users: together },
    { name: 'Cy', room: null, users: together },
  ]
  expect(rollCall(beliefs)).toEqual([])
})

test('reports missing, ghost and duplicate people', () => {
  const beliefs = [
    { name: 'Ann', room: 'x', users: users('Ann', 'Ann', 'Bo') },
    { name: 'Bo', room: 'x', users: users('Bo', 'Cy') },
    { name: 'Cy', room: 'y', users: users('Cy') },
  ]
  expect(rollCall(beliefs)).toEqual([
    'Ann in x sees a user twice',
    'Bo in x does not see Ann',
    'Bo in x sees Cy, who is not there',
  ])
})
