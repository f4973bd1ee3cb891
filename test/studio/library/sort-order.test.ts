import { expect, it } from 'vitest'
import type { Entry } from '../../../src/studio/library/library-entry.ts'
import { entryJson, libraryLines } from '../../../src/studio/library/scan.ts'
import { filtered, sorted } from '../../../src/studio/library/sort-order.ts'

const entry = (name: string, rest: Partial<Entry> = {}): Entry => ({
  ...{ path: `/recordings/${name}`, kind: 'file', name, room: '', people: [], seconds: 60, bytes: 1_000 },
  ...{ ended: true, edited: false, transcript: false, sound: null, problem: null },
  date: new Date(2026, 0, 31, 9, 30).getTime(),
  ...rest,
})

const names = (entries: readonly Entry[]) => entries.map(({ name }) => name)

it('sorts newest, longest or largest first, and ties by name', () => {
  const list = [
    entry('b', { seconds: 5, bytes: 10 }),
    entry('old', { date: 0, seconds: null, bytes: 5_000 }),
    entry('a', { seconds: 10, bytes: 10 }),
  ]
  expect(names(sorted(list, 'date'))).toEqual(['a', 'b', 'old'])
  expect(names(sorted(list, 'length'))).toEqual(['a', 'b', 'old'])
  expect(names(sorted(list, 'size'))).toEqual(['old', 'a', 'b'])
  expect(names(sorted(list, 'length', true))).toEqual(['old', 'b', 'a'])
})

it('filters by words in name, room, people, date and problem, ignoring case and accents', () => {
  const list = [
    entry('standup/day', { people: ['Zoë', 'Bo'] }),
    entry('x', { room: 'Büro', date: new Date(2025, 4, 1).getTime() }),
    entry('y', { problem: 'the disk is full' }),
  ]
  expect(names(filtered(list, 'ZOE stand'))).toEqual(['standup/day'])
  expect(names(filtered(list, 'buro'))).toEqual(['x'])
  expect(names(filtered(list, '2025-05'))).toEqual(['x'])
  expect(names(filtered(list, 'disk'))).toEqual(['y'])
  expect(names(filtered(list, 'nobody'))).toEqual([])
  expect(filtered(list, ' ')).toBe(list)
})

it('prints an aligned table without control characters', () => {
  const list = [
    entry('standup/day', { room: 'Büro', people: ['An\u001b[31mn', '会'], seconds: 3_725, bytes: 1_234_567_890 }),
    entry('x', { date: 0, seconds: null, bytes: 900, problem: 'is no\nWAV file', edited: true }),
  ]
  expect(libraryLines(list)).toEqual([
    'Date              Length   Size    Room  People   Recording',
    '2026-01-31 09:30  1:02:05  1.2 GB  Büro  Ann, 会  standup/day',
    '                  -        1 kB                   x            edited, is no WAV file',
  ])
})

it('prints all fields as JSON', () => {
  const { date, ...rest } = entryJson(entry('x', { date: Date.UTC(2026, 0, 31) }))
  expect(date).toBe('2026-01-31T00:00:00.000Z')
  expect(rest).toEqual({
    ...{ path: '/recordings/x', kind: 'file', name: 'x', room: '', people: [], seconds: 60, bytes: 1_000 },
    ...{ ended: true, edited: false, transcript: false, problem: null },
  })
})
