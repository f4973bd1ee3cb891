import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** The file in the folder of a recording that describes the others. */
export const DESCRIPTION_FILE = 'recording.json'
/** The log of events, one JSON object per line. */
export const EVENTS_FILE = 'events.jsonl'
/** The mix of all participants who consented. */
export const MIX_FILE = 'mix.wav'

const FileName = Type.String({ maxLength: 128, pattern: '^(mix\\.wav|events\\.jsonl|tracks/[a-z0-9-]+\\.wav)$' })

/** A participant who was in the room during the recording. */
const RecordedPerson = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String({ maxLength: 256 }),
  consent: Type.Union([Type.Literal('agreed'), Type.Literal('refused'), Type.Literal('unanswered')]),
  /** The file of their track; null if they have none. */
  file: Type.Union([FileName, Type.Null()]),
})
export type RecordedPerson = Static<typeof RecordedPerson>

const RecordedFile = Type.Object({
  file: FileName,
  bytes: Type.Integer({ minimum: 0 }),
  /** In hexadecimal digits. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})
export type RecordedFile = Static<typeof RecordedFile>

/** The schema of `recording.json`. All audio files start with the recording and are aligned to the sample. */
export const RecordingDescription = Type.Object({
  version: Type.Literal(1),
  room: Type.String({ maxLength: 256 }),
  /** ISO 8601, from the clock of the server. */
  started: Type.String({ maxLength: 32 }),
  /** null while the recording runs, and if the server was killed. */
  ended: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
  /** Sample rate in Hz. */
  rate: Type.Integer({ minimum: 1 }),
  /** Samples per frame; the length of every track is a multiple of it. */
  frame: Type.Integer({ minimum: 1 }),
  /** Duration of the mix without pauses; 0 until the recording has ended. */
  seconds: Type.Number({ minimum: 0 }),
  recorder: Type.Integer({ minimum: 1 }),
  people: Type.Array(RecordedPerson),
  /** All files except this one; empty until the recording has ended. */
  files: Type.Array(RecordedFile),
  /** Why the recording ended early; a sentence. */
  problem: Type.Optional(Type.String({ maxLength: 1024 })),
})
export type RecordingDescription = Static<typeof RecordingDescription>

/**
 * Parses the text of a `recording.json`.
 *
 * @throws Error with a message for the user, if it is invalid
 */
export function parseDescription(text: string): RecordingDescription {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Error(`${DESCRIPTION_FILE} is damaged: it is not JSON`)
  }
  if (Value.Check(RecordingDescription, json)) return json
  const wrong = Value.Errors(RecordingDescription, json).First()
  throw new Error(`${DESCRIPTION_FILE} is not one that can be read (${wrong?.path || '/'}: ${wrong?.message})`)
}
