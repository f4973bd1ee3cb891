import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { profileBands } from '../../../src/studio/analysis/noise-reduction.ts'
import { apply } from '../../../src/studio/edit/apply.ts'
import { Moments } from '../../../src/studio/edit/moments.ts'
import type { Operation } from '../../../src/studio/edit/operations.ts'
import { originalTimeline, type Timeline } from '../../../src/studio/edit/timeline.ts'
import { anyEdit, operationOf } from './any-edit.ts'

const RATE = 1000
const lengths: Readonly<Record<string, number>> = { ann: 90, bob: 70, eve: 120 }
const original = originalTimeline(
  RATE,
  Object.entries(lengths).map(([track, length]) => ({ track, file: track, length })),
)

/** A track as the moments at each of its samples, such as `ann 12`. */
type Plain = ReadonlyMap<string, readonly (readonly string[])[]>

const untouched: Plain = new Map(
  Object.entries(lengths).map(([name, length]) => [name, Array.from({ length }, (_, i) => [`${name} ${i}`])]),
)

/** A reference implementation of the operations on moments, on plain arrays. */
function editPlainly(voices: Plain, operation: Operation): Plain {
  const n = (seconds: number) => Math.round(seconds * RATE)
  if (operation.name === 'mix_down') {
    const mixed = operation.tracks.map((name) => voices.get(name)!)
    const length = Math.max(...mixed.map((voice) => voice.length))
    const mix = Array.from({ length }, (_, i) => mixed.flatMap((voice) => voice[i] ?? []))
    const others = [...voices].filter(([name]) => !operation.tracks.includes(name))
    return new Map([...others, [operation.into, mix]])
  }
  if (operation.name === 'move' && operation.to_track !== undefined) {
    const [name] = operation.tracks as [string]
    const [from, to, at] = [operation.from, operation.to, operation.at].map(n) as [number, number, number]
    const v = voices.get(name)!
    const moved = v.slice(from, to)
    const target = voices.get(operation.to_track)!
    const joined = Array.from({ length: Math.max(target.length, at + moved.length) }, (_, i) => [
      ...(target[i] ?? []),
      ...(moved[i - at] ?? []),
    ])
    const left = v.map((moments, i) => (i >= from && i < to ? [] : moments))
    return new Map([...voices, [name, left], [operation.to_track, joined]])
  }
  const given = operation as { from?: number; to?: number; at?: number }
  const change = (v: readonly (readonly string[])[]) => {
    const from = n(given.from ?? given.at ?? 0)
    const to = n(given.to ?? v.length / RATE)
    if (from > v.length && operation.name !== 'trim') return v
    switch (operation.name) {
      case 'cut':
        return [...v.slice(0, from), ...v.slice(to)]
      case 'trim':
        return v.slice(from, to)
      case 'silence':
        return v.map((moments, i) => (i >= from && i < to ? [] : moments))
      case 'insert_silence':
        return [...v.slice(0, from), ...Array(n(operation.length)).fill([]), ...v.slice(from)]
      case 'move': {
        const rest = [...v.slice(0, from), ...v.slice(to)]
        const at = n(operation.at) <= from ? n(operation.at) : n(operation.at) - (to - from)
        return [...rest.slice(0, at), ...v.slice(from, to), ...rest.slice(at)]
      }
      case 'remove_silence':
        return v.filter((_, i) => !operation.spans!.some(([a, b]) => i >= n(a) && i < n(b)))
      default:
        return v
    }
  }
  return new Map([...voices].map(([name, v]) => [name, (operation.tracks ?? [name]).includes(name) ? change(v) : v]))
}

describe('moments after arbitrary edits', () => {
  const edits = fc.array(anyEdit, { maxLength: 10 })

  function edited(wishes: Parameters<typeof operationOf>[0][]): { timeline: Timeline; plain: Plain } {
    let timeline = original
    let plain = untouched
    for (const wish of wishes) {
      const operation = operationOf(wish, timeline, RATE)
      if (!operation) continue
      timeline = apply(timeline, operation)
      plain = editPlainly(plain, operation)
    }
    return { timeline, plain }
  }

  test('are placed as in the reference implementation', () => {
    fc.assert(
      fc.property(edits, (wishes) => {
        const { timeline, plain } = edited(wishes)
        const moments = new Moments(timeline)
        const expected = new Map<string, { track: string; at: number }>()
        for (const [track, voice] of plain)
          voice.forEach((here, at) => {
            for (const moment of here) expected.set(moment, { track, at })
          })
        for (const [file, length] of Object.entries(lengths)) {
          for (let i = 0; i < length; i++) expect(moments.place(file, i)).toEqual(expected.get(`${file} ${i}`) ?? null)
        }
      }),
    )
  })

  test('map a range to the pieces that contain its moments', () => {
    fc.assert(
      fc.property(edits, fc.nat({ max: 120 }), fc.nat({ max: 120 }), (wishes, a, b) => {
        const range = { file: 'eve', from: Math.min(a, b), to: Math.max(a, b) }
        const { timeline, plain } = edited(wishes)
        const places = new Moments(timeline).places(range)
        const wanted = new Set(Array.from({ length: range.to - range.from }, (_, i) => `eve ${range.from + i}`))
        const within = (track: string, at: number) =>
          places.filter((place) => place.track === track && at >= place.from && at < place.to).length
        for (const [track, voice] of plain)
          voice.forEach((here, at) => {
            expect(within(track, at)).toBe(here.some((moment) => wanted.has(moment)) ? 1 : 0)
          })
        for (const [i, { from, to, track }] of places.entries()) {
          expect(to).toBeGreaterThan(from)
          const before = places[i - 1]
          if (before?.track === track) expect(from).toBeGreaterThan(before.to)
        }
      }),
    )
  })

  test('map a timeline range back to the recorded ranges', () => {
    fc.assert(
      fc.property(edits, fc.nat({ max: 150 }), fc.nat({ max: 150 }), (wishes, from, length) => {
        const { timeline, plain } = edited(wishes)
        const moments = new Moments(timeline)
        for (const [track, voice] of plain) {
          const mapped = moments
            .originals({ track, from, to: from + length })
            .flatMap(({ file, from: first, to }) =>
              Array.from({ length: to - first }, (_, i) => `${file} ${first + i}`),
            )
          expect(mapped.sort()).toEqual(
            voice
              .slice(from, from + length)
              .flat()
              .sort(),
          )
        }
      }),
    )
  })
})

test('splits a range at inserted silence and shortens it at a cut', () => {
  const parted = apply(original, { name: 'insert_silence', at: 0.05, length: 0.03 })
  const range = { file: 'ann', from: 40, to: 60 }
  expect(new Moments(parted).places(range)).toEqual([
    { track: 'ann', from: 40, to: 50 },
    { track: 'ann', from: 80, to: 90 },
  ])
  const cut = apply(original, { name: 'cut', from: 0.045, to: 0.055 })
  expect(new Moments(cut).places(range)).toEqual([{ track: 'ann', from: 40, to: 50 }])
})

test('keeps the places of audio after noise reduction', () => {
  const profile = Array<number>(profileBands(RATE)).fill(1)
  const profiles = { ann: profile, bob: profile, eve: profile }
  const cleaned = apply(original, { name: 'noise_reduction', profiles })
  const moments = new Moments(apply(cleaned, { name: 'cut', from: 0, to: 0.01 }))
  expect(moments.places({ file: 'ann', from: 5, to: 20 })).toEqual([{ track: 'ann', from: 0, to: 10 }])
})

test('places a moment of the whole recording where most tracks have it', () => {
  const one = apply(original, { name: 'cut', from: 0, to: 0.02, tracks: ['ann'] })
  expect(new Moments(one).common(30)).toBe(30)
  const two = apply(one, { name: 'cut', from: 0, to: 0.02, tracks: ['eve'] })
  expect(new Moments(two).common(30)).toBe(10)
  expect(new Moments(apply(original, { name: 'cut', from: 0.02, to: 0.04 })).common(30)).toBeNull()
})
