import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

/** The file of a recording's folder that says what the others are. */
export const DESCRIPTION_FILE = 'recording.json'
/** What happened, a JSON object a line. */
export const EVENTS_FILE = 'events.jsonl'
/** All who agreed, together. */
export const MIX_FILE = 'mix.wav'

const FileName = Type.String({
  maxLength: 128,
  pattern: '^(mix\\.wav|events\\.jsonl|tracks/[a-z0-9-]+\\.wav)$',
})

/** Somebody who was in the room while it was recorded. */
const RecordedPerson = Type.Object({
  id: Type.Integer({ minimum: 1 }),
  name: Type.String({ maxLength: 256 }),
  consent: Type.Union([Type.Literal('agreed'), Type.Literal('refused'), Type.Literal('unanswered')]),
  /** Their own track, null where they have none. */
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

/** What stands in `recording.json`. All sound files begin with the recording, and sample n of each is the same moment. */
export const RecordingDescription = Type.Object({
  version: Type.Literal(1),
  room: Type.String({ maxLength: 256 }),
  /** ISO 8601, by the server's clock. */
  started: Type.String({ maxLength: 32 }),
  /** null while it goes on, and for ever where the server was killed. */
  ended: Type.Union([Type.String({ maxLength: 32 }), Type.Null()]),
  /** Samples a second. */
  rate: Type.Integer({ minimum: 1 }),
  /** Samples of a frame, which all that is recorded is a multiple of. */
  frame: Type.Integer({ minimum: 1 }),
  /** Length of the mix, without the pauses; 0 until it has ended. */
  seconds: Type.Number({ minimum: 0 }),
  recorder: Type.Integer({ minimum: 1 }),
  people: Type.Array(RecordedPerson),
  /** All files but this one; none until it has ended. */
  files: Type.Array(RecordedFile),
  /** Why it ended before its time, in a sentence. */
  problem: Type.Optional(Type.String({ maxLength: 1024 })),
})
export type RecordingDescription = Static<typeof RecordingDescription>

/**
 * Reads the text of a `recording.json`.
 * @throws Error with a sentence for people where it is none.
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
  throw new Error(
    `${DESCRIPTION_FILE} is not one that can be read (${wrong?.path || '/'}: ${wrong?.message})`,
  )
}
