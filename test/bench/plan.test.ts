import { expect, test } from 'vitest'
import { plan } from '../../bench/plan.ts'
import { describe } from '../../bench/scenario.ts'

const QUICK = { seconds: 4, variant: ['pcm'], full: false, ack: false, frame: 20 } as const

test('plans one room of 100 in the quick plan, once with members that acknowledge', () => {
  expect(plan(QUICK).map(describe)).toEqual([
    '100 members, 1 talk, pcm',
    '100 members, 3 talk, pcm',
    '100 members, 3 talk, pcm, ack',
    '100 members, 10 talk, pcm',
  ])
})

test('shows a frame length that is not the default', () => {
  const [scenario] = plan({ ...QUICK, frame: 10 })
  expect(scenario).toMatchObject({ frameMs: 10 })
  expect(describe(scenario!)).toBe('100 members, 1 talk, pcm, frames of 10 ms')
})

test('ends the full plan with many rooms', () => {
  const scenarios = plan({ ...QUICK, full: true })
  expect(scenarios).toHaveLength(5 * 3 + 1)
  expect(scenarios.at(-1)).toMatchObject({ members: 100, rooms: 20, talkers: 10 })
})

test('measures exactly what is requested', () => {
  const scenarios = plan({ ...QUICK, members: [7, 100], talkers: [3, 7], variant: ['pcm', 'tls'], ack: true })
  expect(scenarios.map(describe)).toEqual([
    '7 members, 3 talk, pcm, ack',
    '7 members, 7 talk, pcm, ack',
    '100 members, 3 talk, pcm, ack',
    '100 members, 7 talk, pcm, ack',
    '7 members, 3 talk, tls, ack',
    '7 members, 7 talk, tls, ack',
    '100 members, 3 talk, tls, ack',
    '100 members, 7 talk, tls, ack',
  ])
})

test.each([
  [{ members: [1], talkers: [1] }, 'A room needs at least 2 members'],
  [{ members: [100], talkers: [21] }, '1 to 20 can talk, not 21'],
  [{ members: [5], talkers: [6] }, '6 cannot talk in a room of 5'],
])('refuses %j', (load, complaint) => {
  expect(() => plan({ ...QUICK, ...load })).toThrow(complaint)
})
