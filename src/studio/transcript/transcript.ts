import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { isFolder } from '../../lib/folders.ts'
import { cleanLine } from '../../lib/text.ts'
import { readText } from '../recording/read-text.ts'

const VERSION = 1
const MOST_UTTERANCES = 200_000
const Sample = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Text = Type.String({ maxLength: 20_000 })

const Word = Type.Object({ from: Sample, to: Sample, text: Text }, { additionalProperties: false })
/** A word, in samples of its track. */
export type TranscriptWord = Static<typeof Word>

const Utterance = Type.Object(
  {
    /** Number of the person in the recording; null where nobody knows whose voice it is. */
    user: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    name: Type.String({ maxLength: 1_000 }),
    /** The file that it was heard in, called as the tracks of a project are: without folder and ending. */
    track: Type.String({ minLength: 1, maxLength: 1_000 }),
    from: Sample,
    to: Sample,
    text: Text,
    /** Empty where the engine does not tell when each was said. */
    words: Type.Array(Word),
  },
  { additionalProperties: false },
)
/** What one person said without a pause, in samples of the recorded files. */
export type Utterance = Static<typeof Utterance>

const Transcript = Type.Object(
  {
    version: Type.Literal(VERSION),
    /** The program that heard it. */
    engine: Type.String({ maxLength: 1_000 }),
    /** Samples a second. */
    rate: Type.Integer({ minimum: 1 }),
    /** In the order of their beginnings. */
    utterances: Type.Array(Utterance, { maxItems: MOST_UTTERANCES }),
  },
  { additionalProperties: false },
)
/** What stands in `transcript.json`. */
export type Transcript = Static<typeof Transcript>

/** Endings of the files of a transcript, of which the first is read again. */
export const TRANSCRIPT_ENDINGS = ['json', 'txt', 'srt', 'vtt'] as const
export type TranscriptEnding = (typeof TRANSCRIPT_ENDINGS)[number]

/** Where the transcript of a recording is: in its folder, or beside its file. */
export async function transcriptPath(recording: string, ending: TranscriptEnding): Promise<string> {
  if (await isFolder(recording)) return join(recording, `transcript.${ending}`)
  return `${recording.replace(/\.wav$/i, '')}.transcript.${ending}`
}

/**
 * The transcript of a recording, its texts fit to be shown.
 * @param recording its folder or file
 * @returns null where there is none
 * @throws Error with a sentence for people where it is damaged or cannot be read
 */
export async function openTranscript(recording: string): Promise<Transcript | null> {
  const path = await transcriptPath(recording, 'json')
  const isThere = await stat(path).then(
    () => true,
    () => false,
  )
  return isThere ? parseTranscript(await readText(path), path) : null
}

/** The same, where there has to be one. @throws Error with a sentence for people */
export async function requireTranscript(recording: string): Promise<Transcript> {
  const transcript = await openTranscript(recording)
  if (transcript) return transcript
  throw new Error(`There is no transcript of ${recording} yet: chat-client transcribe ${recording}`)
}

/** @param path for the message @throws Error with a sentence for people */
export function parseTranscript(text: string, path: string): Transcript {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new Error(`${path} is damaged: it is no JSON; transcribe the recording again with --force.`)
  }
  if (!Value.Check(Transcript, json)) {
    const wrong = Value.Errors(Transcript, json).First()
    throw new Error(`${path} is no transcript that can be read (${wrong?.path || '/'}: ${wrong?.message}).`)
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
