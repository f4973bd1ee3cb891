import { expect, test } from 'vitest'
import {
  clockText,
  clockTime,
  durationText,
  elapsedText,
  fileDateText,
  fileTimeText,
  lengthText,
  localDay,
  minutesText,
  momentText,
  readSeconds,
  timeOfDay,
  utcDay,
} from '../../src/lib/time-text.ts'

test('prints moments to the millisecond', () => {
  expect([0, 0.0004, 59.9996, 3723.45].map(momentText)).toEqual(['0:00.000', '0:00.000', '1:00.000', '1:02:03.450'])
})

test('prints durations in minutes and seconds, never 60 s', () => {
  expect([0.0004, 0.45, 0.9996, 2.5, 12.34, 59.97, 200, 3723].map(lengthText)).toEqual([
    '0 ms',
    '450 ms',
    '1.00 s',
    '2.50 s',
    '12.3 s',
    '1:00',
    '3:20',
    '1:02:03',
  ])
  expect(clockText(36_000)).toBe('10:00:00')
})

test('parses times in any usual form', () => {
  const read = ['75', '1:15', '0:01:15.5', ' 2.5 s', '450ms', '', 'soon', '-3', '1:2:3:4'].map(readSeconds)
  expect(read).toEqual([75, 75, 75.5, 2.5, 0.45, null, null, null, null])
})

test('formats elapsed time, file names and captions by the same parts', () => {
  expect([0, 63_999, 3_723_000].map(elapsedText)).toEqual(['00:00', '01:03', '1:02:03'])
  expect([0, 63.9, 4503].map(minutesText)).toEqual(['0:00', '1:03', '75:03'])
  expect([12.9, 123, 3723].map(fileTimeText)).toEqual(['0m12s', '2m03s', '1h02m03s'])
  expect([0, 59.9996, 3723.456, 360_000].map(clockTime)).toEqual([
    '00:00:00.000',
    '00:01:00.000',
    '01:02:03.456',
    '100:00:00.000',
  ])
})

test('formats a duration by its two largest units', () => {
  const durations = [0, 6_000, 306_000, 3_600_000, 273_600_000].map(durationText)
  expect(durations).toEqual(['0 s', '6 s', '5 min 6 s', '1 h 0 min', '3 d 4 h'])
})

test('formats local and UTC dates', () => {
  const date = new Date(2026, 0, 31, 9, 5, 7)
  expect([localDay(date), fileDateText(date), timeOfDay(date.getTime())]).toEqual([
    '2026-01-31',
    '2026-01-31_09-05-07',
    '09:05',
  ])
  expect(timeOfDay(Number.NaN)).toBe('--:--')
  expect(utcDay(Date.UTC(2026, 0, 31, 23, 59))).toBe('2026-01-31')
})
