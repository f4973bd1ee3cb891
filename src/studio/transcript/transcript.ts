import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { withoutEnding } from '../../audio/sound/sound-kind.ts'
import { isFolder } from '../../lib/folders.ts'
import { cleanLine } from '../../lib/text.ts'
import { readText } from '../recording/read-text.ts'

const VERSION = 1
const MAX_UTTERANCES = 200_000
const Sample = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Text = Type.String({ maxLength: 20_000 })

const Word = Type.Object({ from: Sample, to: Sample, text: Text }, { additionalProperties: false })
/** A word, in samples of its track. */
export type TranscriptWord = Static<typeof Word>

const Utterance = Type.Object(
  {
    /** User id of the speaker in the recording; null if unknown. */
    user: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    name: Type.String({ maxLength: 1_000 }),
    /** Name of the track: its file name without folder and extension. */
    track: Type.String({ minLength: 1, maxLength: 1_000 }),
    from: Sample,
    to: Sample,
    text: Text,
    /** Empty when the engine reports no word times. */
    words: Type.Array(Word),
  },
  { additionalProperties: false },
)
/** Continuous speech of one person, in samples of the recorded files. */
export type Utterance = Static<typeof Utterance>

const Transcript = Type.Object(
  {
    version: Type.Literal(VERSION),
    /** The program that transcribed the recording. */
    engine: Type.String({ maxLength: 1_000 }),
    /** Sample rate, Hz. */
    rate: Type.Integer({ minimum: 1 }),
    /** By start. */
    utterances: Type.Array(Utterance, { maxItems: MAX_UTTERANCES }),
  },
  { additionalProperties: false },
)
/** The contents of `transcript.json`. */
export type Transcript = Static<typeof Transcript>

/** Extensions of the files of a transcript; only the first is read back. */
export const TRANSCRIPT_ENDINGS = ['json', 'txt', 'srt', 'vtt'] as const
export type TranscriptEnding = (typeof TRANSCRIPT_ENDINGS)[number]

/** The path of a transcript file: in the folder of a recording, or beside its single file. */
export async function transcriptPath(recording: string, ending: TranscriptEnding): Promise<string> {
  if (await isFolder(recording)) return join(recording, `transcript.${ending}`)
  return `${withoutEnding(recording)}.transcript.${ending}`
}

/**
 * Reads the transcript of a recording; its texts are safe to display.
 * @param recording folder or file of the recording
 * @returns null when there is none
 * @throws Error with a message for the user when it is damaged or cannot be read
 */
export async function openTranscript(recording: string): Promise<Transcript | null> {
  const path = await transcriptPath(recording, 'json')
  const exists = await stat(path).then(
    () => true,
    () => false,
  )
  return exists ? parseTranscript(await readText(path), path) : null
}

/** Like `openTranscript`, but a missing transcript is an error too. @throws Error with a message for the user */
export async function requireTranscript(recording: string): Promise<Transcript> {
  const transcript = await openTranscript(recording)
  if (transcript) return transcript
  throw new Error(`${recording} has no transcript. Create one: chat-client transcribe ${recording}`)
}

/** Parses a transcript file. @param path for error messages @throws Error with a message for the user */
export function parseTranscript(text: string, path: string): Transcript {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Error(`${path} is damaged (invalid JSON). Transcribe the recording again with --force.`)
  }
  if (!Value.Check(Transcript, json)) {
    const wrong = Value.Errors(Transcript, json).First()
    throw new Error(`${path} is not a valid transcript (${wrong?.path || '/'}: ${wrong?.message}).`)
  }
  const utterances = json.utterances
    .filter(({ from, to }) => to >= from)
    .map((utterance) => ({
      ...utterance,
      name: cleanLine(utterance.name),
      text: cleanLine(utterance.text),
      words: utterance.words.map((word) => ({ ...word, text: cleanLine(word.text) })),
    }))
  return { ...json, utterances: utterances.sort((a, b) => a.from - b.from) }
}
