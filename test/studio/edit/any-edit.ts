import fc from 'fast-check'
import type { Operation } from '../../../src/studio/edit/operations.ts'
import { type Timeline, timelineLength } from '../../../src/studio/edit/timeline.ts'

/** An arbitrary operation, with positions as fractions of the current timeline. */
export const anyEdit = fc.record({
  name: fc.constantFrom(
    'cut',
    'trim',
    'silence',
    'insert_silence',
    'split',
    'join',
    'move',
    'move_across',
    'fade_in',
    'fade_out',
    'gain',
    'normalise',
    'limit',
    'remove_silence',
    'mix_down',
  ),
  a: fc.double({ min: 0, max: 1, noNaN: true }),
  b: fc.double({ min: 0, max: 1, noNaN: true }),
  c: fc.double({ min: 0, max: 1, noNaN: true }),
  db: fc.integer({ min: -20, max: 6 }),
  seam: fc.constantFrom(undefined, 0, 1, 20),
  only: fc.option(fc.nat({ max: 2 }), { nil: undefined }),
})

/** Converts it to an operation on a timeline; null when it has no effect. @param rate sample rate, Hz */
export function operationOf(
  { name, a, b, c, db, seam, only }: typeof anyEdit extends fc.Arbitrary<infer T> ? T : never,
  timeline: Timeline,
  rate: number,
): Operation | null {
  const { tracks: all } = timeline
  const one = only === undefined ? undefined : all[only % all.length]!
  const end = timelineLength({ tracks: one ? [one] : all })
  const [low, high] = [a, b].map((share) => Math.floor(share * end)).sort((x, y) => x - y) as [number, number]
  if (high <= low) return null
  const tracks = one && { tracks: [one.name] }
  const fade = seam === undefined ? {} : { crossfade_ms: seam }
  const from = low / rate
  const to = high / rate
  switch (name) {
    case 'insert_silence':
      return { name, at: from, length: Math.floor(c * 100) / rate, ...tracks, ...fade }
    case 'split':
      return { name, at: from, ...tracks }
    case 'join':
    case 'fade_in':
    case 'fade_out':
      return { name, from, to, ...tracks }
    case 'move': {
      const at = c < 0.5 ? Math.floor(low * 2 * c) : high + Math.floor((end - high) * 2 * (c - 0.5))
      return { name, from, to, at: at / rate, ...tracks, ...fade }
    }
    case 'move_across': {
      const target = all[all.length - 1]!
      const source = one ?? all[0]!
      const last = Math.min(high, timelineLength({ tracks: [source] }))
      if (source === target || last <= low) return null
      const at = Math.floor(c * timelineLength({ tracks: all })) / rate
      const place = { from, to: last / rate, at, to_track: target.name }
      return { name: 'move', ...place, tracks: [source.name], ...fade }
    }
    case 'gain':
      return { name, db, from, to, ...tracks, ...fade }
    case 'normalise': {
      const gains = Object.fromEntries(all.map((track, i) => [track.name, db + i]))
      return { name, measure: 'peak', gains, from, to, ...tracks, ...fade }
    }
    case 'limit': {
      const gains = Object.fromEntries(all.map((track, i) => [track.name, db + 12 + i]))
      return { name: 'normalise', measure: 'loudness', limit: true, gains, from, to, ...tracks, ...fade }
    }
    case 'remove_silence': {
      const middle = (low + Math.floor((high - low) * c)) / rate
      return {
        name,
        longer_than: 1,
        spans: [
          [from, middle],
          [middle, to],
        ],
        ...tracks,
        ...fade,
      }
    }
    case 'mix_down':
      return { name, tracks: all.slice(0, 2).map((track) => track.name), into: all[0]!.name }
    default:
      return { name: name as 'cut', from, to, ...tracks, ...fade }
  }
}
