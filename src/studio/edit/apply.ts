import { gainFactor } from '../../audio/level.ts'
import { profileBands } from '../analysis/noise-reduction.ts'
import { EditError, type Operation, type OperationName, type OperationOf, SEAM_MS } from './operations.ts'
import {
  amplified,
  cutOut,
  edgesFaded,
  endFaded,
  fringe,
  ramped,
  silence,
  slice,
  smooth,
  startFaded,
  startingClip,
} from './segments.ts'
import { lengthOf, piece, type Segment, type Timeline, type Track, timelineLength } from './timeline.ts'
import { limitedSound, treated } from './treated.ts'

/** The range of an operation, in samples of the timeline. */
interface Place {
  readonly rate: number
  readonly from: number
  readonly to: number
  /** Length of the fade at a cut edge. */
  readonly seam: number
}

type Change<Name extends OperationName> = (
  track: Track,
  operation: OperationOf<Name>,
  place: Place,
) => readonly Segment[]

/** How each operation changes one of its tracks; `from` and `to` are within the track. */
const changes: { readonly [Name in Exclude<OperationName, 'mix_down'>]: Change<Name> } = {
  cut: ({ segments }, _, { from, to, seam }) => cutOut(segments, from, to, seam),
  trim: ({ segments }, _, { from, to, seam }) => startingClip(edgesFaded(slice(segments, from, to), seam)),
  silence: ({ segments }, _, { from, to, seam }) =>
    within(segments, from, to, (inner) => {
      const edge = Math.min(seam, Math.floor((to - from) / 2))
      return [
        ...fringe(smooth(slice(inner, 0, edge), 1, 0)),
        ...silence(to - from - 2 * edge),
        ...fringe(smooth(slice(inner, to - from - edge, to - from), 0, 1)),
      ]
    }),
  insert_silence: ({ segments }, { length }, { rate, from: at, seam }) => {
    const total = lengthOf(segments)
    const added = samples(length, rate)
    const edge = Math.min(seam, Math.floor(added / 2))
    const before = Math.min(edge, at)
    // The fades repeat the audio on either side inside the inserted silence, so that nothing outside of it changes.
    const clip = [
      ...fringe(smooth(slice(segments, at, at + edge), 1, 0)),
      ...silence(added - edge - before),
      ...fringe(smooth(slice(segments, at - before, at), 0, 1)),
    ].map((segment, i) => ({ ...segment, startsClip: i === 0 }))
    return [...slice(segments, 0, at), ...clip, ...startingClip(slice(segments, at, total))]
  },
  split: ({ segments }, _, { from: at }) => [
    ...slice(segments, 0, at),
    ...startingClip(slice(segments, at, lengthOf(segments))),
  ],
  join: ({ segments }, _, { from, to }) => {
    let at = 0
    return segments.map((segment) => {
      const meets = at > from && at < to
      at += segment.length
      return meets && segment.startsClip ? { ...segment, startsClip: false } : segment
    })
  },
  move: ({ segments }, operation, { rate, from, to, seam }) => {
    const total = lengthOf(segments)
    const at = Math.min(samples(operation.at, rate), total)
    const moved = slice(segments, from, to)
    const order =
      at <= from
        ? [slice(segments, 0, at), moved, slice(segments, at, from), slice(segments, to, total)]
        : [slice(segments, 0, from), slice(segments, to, at), moved, slice(segments, at, total)]
    const parts = order.filter(({ length }) => length > 0)
    return parts.flatMap((part, i) => {
      const half = Math.min(seam, Math.floor(lengthOf(part) / 2))
      const begun = i === 0 ? part : startingClip(startFaded(part, half))
      return i === parts.length - 1 ? begun : endFaded(begun, half)
    })
  },
  fade_in: ({ segments }, _, { from, to }) =>
    within(segments, from, to, (inner) => ramped(inner, line(to - from, 0, 1))),
  fade_out: ({ segments }, _, { from, to }) =>
    within(segments, from, to, (inner) => ramped(inner, line(to - from, 1, 0))),
  gain: ({ segments }, { db }, place) => withGain(segments, db, place),
  normalise: ({ name, segments }, { gains, limit }, place) =>
    (limit ? limited : withGain)(segments, measured(gains, name), place),
  noise_reduction: ({ name, segments }, { profiles, reduction_db = 18 }, { rate, from, to, seam }) =>
    within(segments, from, to, (inner) => {
      const ramp = Math.min(seam, Math.floor((to - from) / 2))
      const profile = measured(profiles, name)
      if (profile.length !== profileBands(rate)) {
        throw new EditError(
          `The noise profile of "${name}" must have ${profileBands(rate)} numbers; omit it to have it measured.`,
        )
      }
      const reductionDb = reduction_db
      return treated(inner, { kind: 'cleaned', of: segments, from, to, ramp, profile, reductionDb })
    }),
  remove_silence: ({ segments }, { spans }, { rate, seam }) => {
    if (!spans) throw new EditError('The silences to remove have not been measured.')
    // Backwards, so that a cut does not shift the spans that remain.
    return spans.reduceRight<readonly Segment[]>((left, [from, to]) => {
      return cutOut(left, samples(from, rate), samples(to, rate), seam)
    }, segments)
  },
}

/**
 * Applies an operation; the given timeline is not modified.
 * @returns the new timeline
 * @throws EditError for an unknown track, a range that is empty or outside the timeline, or a measurement that is
 *   missing (see `prepare`)
 */
export function apply(timeline: Timeline, operation: Operation): Timeline {
  const chosen = chosenTracks(timeline, operation.tracks)
  if (operation.name === 'mix_down') return mixedDown(timeline, chosen, operation)
  const place = placeOf(timeline, chosen, operation)
  if (operation.name === 'move' && operation.to_track !== undefined)
    return movedAcross(timeline, chosen, operation.to_track, { ...place, at: operation.at })
  const change = changes[operation.name] as Change<OperationName>
  const changed = (track: Track): Track => {
    const total = lengthOf(track.segments)
    if (place.from >= total && operation.name === 'trim') return { ...track, segments: [] }
    if (place.from > total) return track
    const segments = change(track, operation, { ...place, to: Math.min(place.to, total) })
    return { ...track, segments: segments.filter(({ length }) => length > 0) }
  }
  return { ...timeline, tracks: timeline.tracks.map((track) => (chosen.includes(track) ? changed(track) : track)) }
}

/** The tracks with these names, or all tracks. @throws EditError for an unknown name */
export function chosenTracks({ tracks }: Timeline, names: readonly string[] | undefined): readonly Track[] {
  if (!names) return tracks
  for (const name of names) {
    if (tracks.some((track) => track.name === name)) continue
    const known = tracks.map((track) => `"${track.name}"`).join(', ')
    throw new EditError(`Unknown track "${name}". The tracks are ${known}.`)
  }
  return tracks.filter(({ name }) => names.includes(name))
}

/**
 * The range of an operation, in samples; times are rounded to the nearest sample.
 * @throws EditError when it is empty or outside the timeline, or when the target of a move is inside the range
 */
export function placeOf(timeline: Timeline, chosen: readonly Track[], operation: Operation): Place {
  const { rate } = timeline
  const end = timelineLength({ tracks: chosen })
  const given = operation as { from?: number; to?: number; at?: number; to_track?: string; crossfade_ms?: number }
  const from = samples(given.from ?? given.at ?? 0, rate)
  const to = 'from' in given || 'to' in given ? samples(given.to ?? end / rate, rate) : end
  const seconds = (count: number) => `${(count / rate).toFixed(3)} s`
  if (from > end || to > end || (given.to_track === undefined && samples(given.at ?? 0, rate) > end)) {
    throw new EditError(`The given time is after the end of the audio, ${seconds(end)}.`)
  }
  if (given.at === undefined || given.to !== undefined) {
    if (from >= to) throw new EditError(`The end, ${seconds(to)}, must be after the start, ${seconds(from)}.`)
  }
  const at = samples(given.at ?? 0, rate)
  if (operation.name === 'move' && operation.to_track === undefined && at > from && at < to) {
    throw new EditError(`The target, ${seconds(at)}, is inside the range to move.`)
  }
  const seam = Math.round(((given.crossfade_ms ?? SEAM_MS) * rate) / 1000)
  return { rate, from, to, seam }
}

/** Seconds in samples, rounded to the nearest. */
export function samples(seconds: number, rate: number): number {
  return Math.round(seconds * rate)
}

/** Moves a range of one track to another, mixed with the audio there; silence takes its place in its own track. */
function movedAcross(
  timeline: Timeline,
  [source, ...others]: readonly Track[],
  toTrack: string,
  { rate, from, to, seam, at: seconds }: Place & { readonly at: number },
): Timeline {
  const [target] = chosenTracks(timeline, [toTrack])
  if (!source || others.length > 0 || source === target) {
    throw new EditError('A move to another track needs one source track: name only that one in "tracks".')
  }
  const at = samples(seconds, timeline.rate)
  const total = timelineLength(timeline)
  if (at > total) throw new EditError(`The given time is after the end of the audio, ${(total / rate).toFixed(3)} s.`)
  const end = Math.min(to, lengthOf(source.segments))
  const moved = startingClip(edgesFaded(slice(source.segments, from, end), seam))
  const place = { rate, from, to: end, seam }
  const left = changes.silence(source, { name: 'silence', from: 0, to: 0 }, place)
  const joined = mixedInto(target!.segments, moved, at)
  const changed = (track: Track) => (track === source ? left : track === target ? joined : track.segments)
  return { ...timeline, tracks: timeline.tracks.map((track) => ({ ...track, segments: changed(track) })) }
}

/** The segments with others mixed into them from sample `at`. */
function mixedInto(segments: readonly Segment[], others: readonly Segment[], at: number): Segment[] {
  const length = lengthOf(others)
  const beneath = slice(segments, at, at + length)
  const tracks = [beneath, others].map((both, i) => ({ name: String(i), segments: both }))
  const sum = { ...piece(length, { kind: 'sum', tracks }, 0), startsClip: true }
  const behind = lengthOf(segments) > at + length ? slice(segments, at + length, lengthOf(segments)) : []
  return [...slice(segments, 0, at), ...(length > 0 ? [sum] : []), ...startingClip(behind)]
}

function mixedDown(timeline: Timeline, chosen: readonly Track[], { into }: OperationOf<'mix_down'>): Timeline {
  const others = timeline.tracks.filter((track) => !chosen.includes(track))
  if (others.some(({ name }) => name === into)) throw new EditError(`A track "${into}" already exists.`)
  const length = timelineLength({ tracks: chosen })
  const mix = { ...piece(length, { kind: 'sum', tracks: chosen }, 0), startsClip: true }
  const track = { name: into, segments: length > 0 ? [mix] : [] }
  const tracks = timeline.tracks.flatMap((one) => {
    if (one === chosen[0]) return [track]
    return chosen.includes(one) ? [] : [one]
  })
  return { ...timeline, tracks }
}

function within(
  segments: readonly Segment[],
  from: number,
  to: number,
  change: (inner: Segment[]) => readonly Segment[],
): Segment[] {
  return [...slice(segments, 0, from), ...change(slice(segments, from, to)), ...slice(segments, to, lengthOf(segments))]
}

function withGain(segments: readonly Segment[], db: number, { from, to, seam }: Place): Segment[] {
  // A whole track has no neighbours to click against.
  const whole = from === 0 && to === lengthOf(segments)
  return within(segments, from, to, (inner) => amplified(inner, gainFactor(db), whole ? 0 : seam))
}

function limited(segments: readonly Segment[], db: number, { from, to, seam }: Place): Segment[] {
  const whole = from === 0 && to === lengthOf(segments)
  const ramp = whole ? 0 : Math.min(seam, Math.floor((to - from) / 2))
  const sound = limitedSound(segments, db, { from, to, ramp })
  return within(segments, from, to, (inner) => treated(inner, sound))
}

function line(length: number, from: number, to: number) {
  return { start: 0, length, from, to, smooth: false }
}

function measured<T>(values: Readonly<Record<string, T>> | undefined, track: string): T {
  const value = values && Object.hasOwn(values, track) ? values[track] : undefined
  if (value === undefined) throw new EditError(`The track "${track}" has not been measured.`)
  return value
}
