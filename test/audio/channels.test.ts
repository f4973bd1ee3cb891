import { expect, test } from 'vitest'
import { fromMono, toMono } from '../../src/audio/channels.ts'

test('toMono averages all channels without overflow', () => {
  expect(toMono(Int16Array.of(32767, 32767, -32768, -32768, 10, -20), 2)).toEqual(Int16Array.of(32767, -32768, -5))
  expect(toMono(Int16Array.of(1, 2, 3, 4, 5, 6), 3)).toEqual(Int16Array.of(2, 5))
})

test('fromMono copies to each channel, and toMono reverses it', () => {
  expect(fromMono(Int16Array.of(1, -2), 2)).toEqual(Int16Array.of(1, 1, -2, -2))
  const mono = Int16Array.of(1, 2)
  expect(toMono(fromMono(mono, 3), 3)).toEqual(mono)
  expect(fromMono(mono, 1)).toBe(mono)
  expect(toMono(mono, 1)).toBe(mono)
})
