import { type Static, type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox'

/** ms over which a seam is faded where an operation says nothing else. */
export const SEAM_MS = 5
/** dBFS that no peak is brought above for the sake of loudness. */
export const HIGHEST_PEAK = -1

const Time = (description: string) => Type.Number({ minimum: 0, maximum: 1e6, description })
const from = Time('first moment, in s')
const to = Time('moment where it ends, in s')
const TrackName = Type.String({ minLength: 1, maxLength: 128 })
const tracks = Type.Optional(
  Type.Array(TrackName, { minItems: 1, description: 'names of the tracks; all where it is missing' }),
)
const crossfade_ms = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 1000,
    description: `ms over which seams are faded; ${SEAM_MS} where it is missing`,
  }),
)
const stretch = { from, to, tracks }
const maybeStretch = {
  from: Type.Optional(Time('first moment, in s; the start where it is missing')),
  to: Type.Optional(Time('moment where it ends, in s; the end where it is missing')),
  tracks,
}
const byTrack = <Value extends TSchema>(value: Value, description: string) =>
  Type.Optional(Type.Record(TrackName, value, { description }))

/** Spans and profiles that a script brings along are bounded: a file may be hostile. */
const MOST_SPANS = 100_000
/** Bands of a noise profile, at any rate. */
const MOST_BANDS = 4097

function entry<Name extends string, Fields extends TProperties>(
  name: Name,
  fields: Fields,
  doc: string,
  example: Static<TObject<Fields>>,
) {
  const schema = Type.Object({ name: Type.Literal(name), ...fields }, { additionalProperties: false })
  return { schema, doc, example }
}

/**
 * Everything that can be done to a timeline. Times are seconds of the timeline as it is before the operation, rounded
 * to its nearest sample. What is measured of the sound is filled in when the operation is made, so that it does the
 * same ever after.
 */
export const operations = {
  cut: entry('cut', { ...stretch, crossfade_ms }, 'take a stretch out; what follows moves up', {
    from: 12.5,
    to: 14,
  }),
  trim: entry('trim', { ...stretch, crossfade_ms }, 'keep a stretch alone, faded at its ends', {
    from: 3,
    to: 1800,
  }),
  silence: entry('silence', { ...stretch, crossfade_ms }, 'make a stretch silent', {
    from: 60,
    to: 61.25,
    tracks: ['ann'],
  }),
  insert_silence: entry(
    'insert_silence',
    { at: Time('where, in s'), length: Time('how long, in s'), tracks, crossfade_ms },
    'put silence in; what follows moves back',
    { at: 10, length: 1.5 },
  ),
  split: entry('split', { at: Time('where, in s'), tracks }, 'begin a clip here; nothing else is heard', {
    at: 30,
  }),
  join: entry('join', stretch, 'make one clip of those that meet within a stretch; nothing else is heard', {
    from: 20,
    to: 40,
  }),
  move: entry(
    'move',
    {
      ...stretch,
      at: Time('where it begins instead, in s, outside of the stretch'),
      to_track: Type.Optional({
        ...TrackName,
        description:
          'another track, in which it is heard together with what is there; its own, alone in `tracks`, is silent instead',
      }),
      crossfade_ms,
    },
    'take a stretch out and put it in elsewhere; its new edges are faded',
    { from: 20, to: 25, at: 5 },
  ),
  fade_in: entry('fade_in', stretch, 'go from silence to full loudness along a line', { from: 0, to: 2 }),
  fade_out: entry('fade_out', stretch, 'go from full loudness to silence along a line', {
    from: 58,
    to: 60,
  }),
  gain: entry(
    'gain',
    {
      db: Type.Number({ minimum: -120, maximum: 60, description: 'by how much, in dB' }),
      ...maybeStretch,
      crossfade_ms,
    },
    'make louder or quieter',
    { db: -6, from: 10, to: 20 },
  ),
  normalise: entry(
    'normalise',
    {
      measure: Type.Union([Type.Literal('peak'), Type.Literal('loudness')], {
        description: '`peak`, or `loudness` by EBU R128',
      }),
      target: Type.Optional(
        Type.Number({
          minimum: -60,
          maximum: 0,
          description: 'dBFS of the peak (-1 where it is missing), or LUFS (-16 where it is missing)',
        }),
      ),
      ...maybeStretch,
      limit: Type.Optional(
        Type.Boolean({
          description: `whether peaks are held below ${HIGHEST_PEAK} dBFS by a limiter; where it is missing, loudness does so if it takes that to get there. Without one they keep it from getting louder`,
        }),
      ),
      gains: byTrack(Type.Number({ minimum: -120, maximum: 120 }), 'measured: dB of each track'),
      crossfade_ms,
    },
    `bring each track to the same peak or loudness; no peak goes above ${HIGHEST_PEAK} dBFS for the sake of loudness`,
    { measure: 'loudness', target: -16 },
  ),
  noise_reduction: entry(
    'noise_reduction',
    {
      reduction_db: Type.Optional(
        Type.Number({ minimum: 1, maximum: 40, description: 'by how much at most; 18 where it is missing' }),
      ),
      noise_from: Type.Optional(Time('start of a stretch of noise alone, in s; the quietest where missing')),
      noise_to: Type.Optional(Time('its end, in s')),
      ...maybeStretch,
      profiles: byTrack(
        Type.Array(Type.Number({ minimum: 0 }), { maxItems: MOST_BANDS }),
        'measured: power of the noise in each band of each track',
      ),
      crossfade_ms,
    },
    'take out steady noise',
    { reduction_db: 18, noise_from: 0.5, noise_to: 1.5 },
  ),
  remove_silence: entry(
    'remove_silence',
    {
      longer_than: Type.Number({
        minimum: 0.1,
        maximum: 1e6,
        description: 'shortest silence that is cut, in s',
      }),
      keep: Type.Optional(
        Type.Number({ minimum: 0, maximum: 1e6, description: 'what is left of it, in s; 0.5 where missing' }),
      ),
      threshold: Type.Optional(
        Type.Number({
          minimum: -90,
          maximum: -10,
          description: 'silence is below it, in dBFS; -45 where missing',
        }),
      ),
      ...maybeStretch,
      spans: Type.Optional(
        Type.Array(Type.Tuple([Time('from'), Time('to')]), {
          maxItems: MOST_SPANS,
          description: 'measured: what is cut, as [from, to] in s, in order',
        }),
      ),
      crossfade_ms,
    },
    'cut where all of the tracks are silent for long',
    { longer_than: 3, keep: 0.5 },
  ),
  mix_down: entry(
    'mix_down',
    {
      tracks: Type.Array(TrackName, { minItems: 1, description: 'names of the tracks' }),
      into: Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'name of the track that replaces them',
      }),
    },
    'make one track of several',
    { tracks: ['ann', 'bob'], into: 'both' },
  ),
} as const

export type OperationName = keyof typeof operations
export type Operation = {
  [Name in OperationName]: Static<(typeof operations)[Name]['schema']>
}[OperationName]
export type OperationOf<Name extends OperationName> = Extract<Operation, { name: Name }>

/** An operation that cannot be done to this timeline; the message is a sentence for people. */
export class EditError extends Error {
  override readonly name = 'EditError'
}
