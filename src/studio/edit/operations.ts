import { type Static, type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox'

/** Default cross-fade at a cut edge, ms. */
export const SEAM_MS = 5
/** Ceiling of the true peak (ITU-R BS.1770) of loudness normalisation, dBTP. */
export const MAX_PEAK = -1

const Time = (description: string) => Type.Number({ minimum: 0, maximum: 1e6, description })
const from = Time('start, in s')
const to = Time('end, in s')
const TrackName = Type.String({ minLength: 1, maxLength: 128 })
const tracks = Type.Optional(Type.Array(TrackName, { minItems: 1, description: 'names of the tracks; default: all' }))
const crossfade_ms = Type.Optional(
  Type.Number({
    minimum: 0,
    maximum: 1000,
    description: `length of the fades at cut edges, in ms; default: ${SEAM_MS}`,
  }),
)
const range = { from, to, tracks }
const optionalRange = {
  from: Type.Optional(Time('start, in s; default: start of the timeline')),
  to: Type.Optional(Time('end, in s; default: end of the timeline')),
  tracks,
}
const byTrack = <Value extends TSchema>(value: Value, description: string) =>
  Type.Optional(Type.Record(TrackName, value, { description }))

/** Bounds on the spans and profiles of a script: the file may be hostile. */
const MAX_SPANS = 100_000
/** Bands of a noise profile at the highest sample rate. */
const MAX_BANDS = 4097

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
 * All operations on a timeline. Times are seconds on the timeline before the operation, rounded to the nearest
 * sample. Measurements of the audio are stored with the operation, so that its result never changes.
 */
export const operations = {
  cut: entry('cut', { ...range, crossfade_ms }, 'remove a range and close the gap', { from: 12.5, to: 14 }),
  trim: entry('trim', { ...range, crossfade_ms }, 'keep only a range, with its ends faded', { from: 3, to: 1800 }),
  silence: entry('silence', { ...range, crossfade_ms }, 'silence a range', { from: 60, to: 61.25, tracks: ['ann'] }),
  insert_silence: entry(
    'insert_silence',
    { at: Time('position, in s'), length: Time('length, in s'), tracks, crossfade_ms },
    'insert silence and shift what follows',
    { at: 10, length: 1.5 },
  ),
  split: entry('split', { at: Time('position, in s'), tracks }, 'start a new clip; the sound does not change', {
    at: 30,
  }),
  join: entry('join', range, 'merge the clips within a range; the sound does not change', { from: 20, to: 40 }),
  move: entry(
    'move',
    {
      ...range,
      at: Time('new start of the range, in s; outside the range'),
      to_track: Type.Optional({
        ...TrackName,
        description:
          'target track, into which the range is mixed; `tracks` must name one source track, which is silenced there',
      }),
      crossfade_ms,
    },
    'move a range; its new edges are faded',
    { from: 20, to: 25, at: 5 },
  ),
  fade_in: entry('fade_in', range, 'fade in linearly from silence', { from: 0, to: 2 }),
  fade_out: entry('fade_out', range, 'fade out linearly to silence', { from: 58, to: 60 }),
  gain: entry(
    'gain',
    { db: Type.Number({ minimum: -120, maximum: 60, description: 'gain, in dB' }), ...optionalRange, crossfade_ms },
    'change the volume',
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
          description: 'peak in dBFS (default: -1), or loudness in LUFS (default: -16)',
        }),
      ),
      ...optionalRange,
      limit: Type.Optional(
        Type.Boolean({
          description: `whether a limiter holds true peaks below ${MAX_PEAK} dBTP; default: when the target loudness needs it. With \`false\` the gain is reduced instead`,
        }),
      ),
      gains: byTrack(Type.Number({ minimum: -120, maximum: 120 }), 'measured: gain of each track, in dB'),
      crossfade_ms,
    },
    `bring each track to the same peak or loudness; loudness never raises a true peak above ${MAX_PEAK} dBTP`,
    { measure: 'loudness', target: -16 },
  ),
  noise_reduction: entry(
    'noise_reduction',
    {
      reduction_db: Type.Optional(
        Type.Number({ minimum: 1, maximum: 40, description: 'maximum attenuation, in dB; default: 18' }),
      ),
      noise_from: Type.Optional(Time('start of a range with only noise, in s; default: the quietest 0.5 s')),
      noise_to: Type.Optional(Time('end of that range, in s')),
      ...optionalRange,
      profiles: byTrack(
        Type.Array(Type.Number({ minimum: 0 }), { maxItems: MAX_BANDS }),
        'measured: noise power per band of each track',
      ),
      crossfade_ms,
    },
    'reduce steady noise',
    { reduction_db: 18, noise_from: 0.5, noise_to: 1.5 },
  ),
  remove_silence: entry(
    'remove_silence',
    {
      longer_than: Type.Number({ minimum: 0.1, maximum: 1e6, description: 'shortest silence to cut, in s' }),
      keep: Type.Optional(
        Type.Number({ minimum: 0, maximum: 1e6, description: 'length that remains of each, in s; default: 0.5' }),
      ),
      threshold: Type.Optional(
        Type.Number({
          minimum: -90,
          maximum: -10,
          description: 'level below which audio counts as silence, in dBFS; default: -45',
        }),
      ),
      ...optionalRange,
      spans: Type.Optional(
        Type.Array(Type.Tuple([Time('from'), Time('to')]), {
          maxItems: MAX_SPANS,
          description: 'measured: spans to cut, as [from, to] in s, in order',
        }),
      ),
      crossfade_ms,
    },
    'shorten long silences that all tracks share',
    { longer_than: 3, keep: 0.5 },
  ),
  mix_down: entry(
    'mix_down',
    {
      tracks: Type.Array(TrackName, { minItems: 1, description: 'names of the tracks' }),
      into: Type.String({ minLength: 1, maxLength: 128, description: 'name of the new track' }),
    },
    'mix several tracks into one',
    { tracks: ['ann', 'bob'], into: 'both' },
  ),
} as const

export type OperationName = keyof typeof operations
export type Operation = {
  [Name in OperationName]: Static<(typeof operations)[Name]['schema']>
}[OperationName]
export type OperationOf<Name extends OperationName> = Extract<Operation, { name: Name }>

/** An operation that cannot be applied to a timeline; the message is a sentence for the user. */
export class EditError extends Error {
  override readonly name = 'EditError'
}
