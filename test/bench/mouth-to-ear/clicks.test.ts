import { expect, test } from 'vitest'
import { clicksIn, clickTrack, RATE } from '../../../bench/mouth-to-ear/clicks.ts'
import { wayTable } from '../../../bench/mouth-to-ear/way-table.ts'
import { rmsLevel } from '../../../src/audio/level.ts'
import { DEFAULT_THRESHOLD } from '../../../src/audio/processing/transmission.ts'

test('finds clicks at their places, also in a track that begins later', () => {
  const track = clickTrack(5, 2_000)
  const found = clicksIn(track)
  expect(found.length).toBeGreaterThanOrEqual(7)
  const later = clicksIn(track.subarray(RATE / 10))
  for (const [i, at] of later.entries()) expect(at).toBeCloseTo(found[i]! - 100, 3)
})

test('places clicks anywhere within a frame', () => {
  const phases = new Set(clicksIn(clickTrack(60, 0)).map((at) => Math.floor((at % 20) / 5)))
  expect(phases.size).toBe(4)
})

test('makes every frame of the track loud enough to be sent', () => {
  const track = clickTrack(3, 0)
  for (let at = 0; at + 960 <= track.length; at += 960) {
    expect(rmsLevel(track.subarray(at, at + 960))).toBeGreaterThan(DEFAULT_THRESHOLD)
  }
})

test('prints a row for each part and one for the total', () => {
  const ways = [10, 20, 30].map((total) => ({ total, parts: [1, 2, 3, 4, 5, 6] }))
  const rows = wayTable(ways).split('\n')
  expect(rows[2]).toBe('| capture | 1.0 | 1.0 | 1.0 |')
  expect(rows.at(-1)).toBe('| mouth to ear | 20.0 | 30.0 | 30.0 |')
})
