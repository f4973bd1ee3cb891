import { expect, test } from 'vitest'
import { clockText, lengthText, momentText, readSeconds } from '../../src/lib/time-text.ts'

test('moments are told to the ms', () => {
  expect([0, 0.0004, 59.9996, 3723.45].map(momentText)).toEqual([
    '0:00.000',
    '0:00.000',
    '1:00.000',
    '1:02:03.450',
  ])
})

test('lengths are told as one says them, and nothing lasts 60 s', () => {
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

test('a time may be typed in any usual way', () => {
  const read = ['75', '1:15', '0:01:15.5', ' 2.5 s', '450ms', '', 'soon', '-3', '1:2:3:4'].map(readSeconds)
  expect(read).toEqual([75, 75, 75.5, 2.5, 0.45, null, null, null, null])
})
