import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { cleanLine } from '../../lib/text.ts'

/** Bounds on the output of an engine. */
const MAX_SEGMENTS = 100_000
const MAX_TEXT = 10_000

const Span = Type.Object({ from: Type.Number(), to: Type.Number() })
/** A segment of whisper.cpp with `-oj`, or with tokens with `-ojf`; times in ms. */
const WhisperCpp = Type.Object({
  offsets: Span,
  text: Type.String(),
  tokens: Type.Optional(Type.Array(Type.Object({ text: Type.String(), offsets: Type.Optional(Span) }))),
})
/** A segment of the Python version of Whisper and compatible engines; times in s. */
const Segment = Type.Object({
  start: Type.Number(),
  end: Type.Number(),
  text: Type.String(),
  words: Type.Optional(Type.Array(Type.Object({ start: Type.Number(), end: Type.Number(), word: Type.String() }))),
})

/** Texts that engines output for audio without speech. */
const NO_SPEECH = /^[[(]\s*(blank_audio|silence|no speech|inaudible)\s*[\])]$/i
/** A control token, such as a timestamp. */
const CONTROL_TOKEN = /^\[_.*\]$/

/**
 * Parses the output of an engine: JSON of whisper.cpp or Whisper, SRT or WebVTT. The engine is not trusted: texts are
 * cleaned, and invalid segments are skipped.
 * @throws Error, with the end of a sentence for the user, when it is none of these formats
 */
export function readEngineOutput(text: string): RecognisedSegment[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  const segments = trimmed.startsWith('{') ? readJson(trimmed) : readSubtitles(trimmed)
  return segments
    .slice(0, MAX_SEGMENTS)
    .map((piece) => ({ ...cleaned(piece), words: cleanedWords(piece) }))
    .filter((piece) => isValid(piece) && !NO_SPEECH.test(piece.text))
}

function readJson(text: string): RecognisedSegment[] {
  let json: unknown
  try {
    // whisper.cpp escapes only quotes. Outside of strings, control characters are white space anyway.
    json = JSON.parse(text.replace(/[\u0000-\u001F]/g, ' '))
  } catch {
    throw new Error('it wrote invalid JSON')
  }
  const { transcription, segments } = json as { transcription?: unknown; segments?: unknown }
  if (Array.isArray(transcription)) return validOnly(WhisperCpp, transcription).map(fromWhisperCpp)
  if (Array.isArray(segments)) return validOnly(Segment, segments).map(fromWhisper)
  throw new Error('it wrote JSON with neither "transcription" nor "segments"')
}

function validOnly<Schema extends TSchema>(schema: Schema, values: readonly unknown[]): Static<Schema>[] {
  return values.slice(0, MAX_SEGMENTS).filter((value) => Value.Check(schema, value)) as Static<Schema>[]
}

function fromWhisperCpp({ offsets, text, tokens = [] }: Static<typeof WhisperCpp>): RecognisedSegment {
  const words: { from: number; to: number; text: string }[] = []
  for (const { text: token, offsets: at } of tokens) {
    if (CONTROL_TOKEN.test(token) || !at) continue
    const last = words.at(-1)
    if (last && !token.startsWith(' ')) {
      last.text += token
      last.to = at.to
    } else words.push({ ...at, text: token })
  }
  // A character split across two tokens is broken in both but intact in the whole text.
  const said = text.trim().split(/\s+/)
  const whole = said.length === words.length
  return { ...offsets, text, words: whole ? words.map((word, i) => ({ ...word, text: said[i]! })) : [] }
}

function fromWhisper({ start, end, text, words = [] }: Static<typeof Segment>): RecognisedSegment {
  return {
    ...{ from: 1000 * start, to: 1000 * end, text },
    words: words.map((word) => ({ from: 1000 * word.start, to: 1000 * word.end, text: word.word })),
  }
}

function cleaned({ from, to, text }: RecognisedWord): RecognisedWord {
  return { from, to, text: cleanLine(text.slice(0, MAX_TEXT)).replace(/\s+/g, ' ').trim() }
}

/** The words, or none when one is invalid: the text of the segment then stands for all. */
function cleanedWords({ words }: RecognisedSegment): RecognisedWord[] {
  const clean = words.map((word) => cleaned({ ...word, to: Math.max(word.from, word.to) }))
  return clean.every(isValid) ? clean : []
}

function isValid({ from, to, text }: RecognisedWord): boolean {
  return text !== '' && from >= 0 && to >= from && to <= LATEST
}

/** Seconds from the start after which nothing can have been said. Later moments would be infinite as samples. */
const LATEST = 1e9

const TIME = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{3})`
const TIMES = new RegExp(`${TIME}\\s*-->\\s*${TIME}`)

/**
 * Parses SRT or WebVTT, which have no word times.
 * @throws Error, with the end of a sentence for the user, when it is neither
 */
function readSubtitles(text: string): RecognisedSegment[] {
  const blocks = text.split(/\r?\n\s*\r?\n/).map((block) => block.split(/\r?\n/))
  const cues = blocks.flatMap((lines): RecognisedSegment[] => {
    const at = lines.findIndex((line) => TIMES.test(line))
    if (at < 0) return []
    const times = TIMES.exec(lines[at]!)!
    const said = lines.slice(at + 1).join(' ')
    return [{ from: ms(times.slice(1, 5)), to: ms(times.slice(5, 9)), text: plain(said), words: [] }]
  })
  if (cues.length === 0 && text !== '' && !text.startsWith('WEBVTT')) {
    throw new Error('it wrote neither JSON nor SRT nor WebVTT')
  }
  return cues
}

function ms([hours = '0', minutes, seconds, thousandths]: readonly (string | undefined)[]): number {
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(thousandths)
}

function plain(text: string): string {
  return text
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}

/** A recognised word; times in ms of the audio given to the engine. */
export interface RecognisedWord {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** A recognised segment of speech; without words when the engine reports no word times. */
export interface RecognisedSegment extends RecognisedWord {
  readonly words: readonly RecognisedWord[]
}
