import { describe, expect, test } from 'vitest'
import { apply } from '../../../src/studio/edit/apply.ts'
import { Moments } from '../../../src/studio/edit/moments.ts'
import { originalTimeline } from '../../../src/studio/edit/timeline.ts'
import { findText, nextHit } from '../../../src/studio/transcript/find.ts'
import type { Transcript, Utterance } from '../../../src/studio/transcript/transcript.ts'

const original = originalTimeline(1000, [
  { track: 'ann', file: 'ann', length: 20_000 },
  { track: 'bob', file: 'bob', length: 20_000 },
])

/** An utterance with words of one second each. */
function said(track: string, from: number, text: string, known = true): Utterance {
  const parts = text.split(' ')
  const words = parts.map((word, i) => ({ text: word, from: from + 1000 * i, to: from + 1000 * (i + 1) }))
  return { user: 1, name: track, track, from, to: from + 1000 * parts.length, text, words: known ? words : [] }
}

const transcript: Transcript = {
  ...{ version: 1, engine: 'test', rate: 1000 },
  utterances: [
    said('ann', 1000, 'Das Café an der Straße hat offen'),
    said('bob', 9000, 'the CAFE is closed, the cafe!'),
    said('ann', 16_000, 'a café at last', false),
  ],
}

const timesOf = (query: string, moments = new Moments(original)) =>
  findText(transcript, query, moments).map(({ at }) => at)

describe('finds text', () => {
  test('regardless of case and accents, at its word, in order', () => {
    expect(timesOf('cafe')).toEqual([2000, 10_000, 14_000, 16_000])
    expect(timesOf('CAFÉ')).toEqual(timesOf('cafe'))
    expect(timesOf('strasse')).toEqual([5000])
    expect(timesOf('nothing')).toEqual([])
    expect(timesOf('  ')).toEqual([])
  })

  test('across words and by parts of words', () => {
    expect(timesOf('cafe  an der')).toEqual([2000])
    expect(timesOf('fe is cl')).toEqual([10_000])
    expect(timesOf('afe at la')).toEqual([16_000])
  })

  test('at its edited position, and not when it was cut', () => {
    const cut = apply(original, { name: 'cut', from: 0.5, to: 1.5 })
    const silenced = apply(cut, { name: 'silence', from: 9, to: 10, tracks: ['bob'] })
    expect(timesOf('cafe', new Moments(silenced))).toEqual([1000, 13_000, 15_000])
    const moved = apply(original, { name: 'move', from: 14, to: 15, at: 0 })
    expect(timesOf('cafe', new Moments(moved))).toEqual([0, 3000, 11_000, 16_000])
    // A phrase whose start was cut is found by the rest.
    const begun = apply(original, { name: 'cut', from: 9.5, to: 10.5 })
    expect(timesOf('the cafe is', new Moments(begun))).toEqual([9000])
  })
})

test('the next and previous hit wrap around at the ends', () => {
  const hits = findText(transcript, 'cafe', new Moments(original))
  expect(nextHit(hits, 2000, 1)?.at).toBe(10_000)
  expect(nextHit(hits, 17_000, 1)?.at).toBe(2000)
  expect(nextHit(hits, 2000, -1)?.at).toBe(16_000)
  expect(nextHit(hits, 3000, -1)?.at).toBe(2000)
  expect(nextHit([], 0, 1)).toBeNull()
})
