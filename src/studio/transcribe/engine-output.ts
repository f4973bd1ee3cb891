import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { cleanLine } from '../../lib/text.ts'

/** More is nothing that anybody said. */
const MOST_PIECES = 100_000
const LONGEST_TEXT = 10_000

const Span = Type.Object({ from: Type.Number(), to: Type.Number() })
/** As whisper.cpp writes it by `-oj`, or with tokens by `-ojf`; times are ms. */
const WhisperCpp = Type.Object({
  offsets: Span,
  text: Type.String(),
  tokens: Type.Optional(Type.Array(Type.Object({ text: Type.String(), offsets: Type.Optional(Span) }))),
})
/** As Whisper in Python and others after it write it; times are s. */
const Segment = Type.Object({
  start: Type.Number(),
  end: Type.Number(),
  text: Type.String(),
  words: Type.Optional(
    Type.Array(Type.Object({ start: Type.Number(), end: Type.Number(), word: Type.String() })),
  ),
})

/** What engines say of sound without speech. */
const NO_SPEECH = /^[[(]\s*(blank_audio|silence|no speech|inaudible)\s*[\])]$/i
/** A token that stands for a time or a beginning and was not said. */
const MARK = /^\[_.*\]$/

/**
 * What an engine wrote: JSON of whisper.cpp or of Whisper, SRT or WebVTT. Engines are not trusted: text is cleaned, and
 * what cannot be is passed over.
 * @throws Error, as the end of a sentence for people, where it is none of these
 */
export function readEngineOutput(text: string): Heard[] {
  const trimmed = text.replace(/^\uFEFF/, '').trim()
  const heard = trimmed.startsWith('{') ? readJson(trimmed) : readSubtitles(trimmed)
  return heard
    .slice(0, MOST_PIECES)
    .map((piece) => ({ ...cleaned(piece), words: cleanedWords(piece) }))
    .filter((piece) => isSound(piece) && !NO_SPEECH.test(piece.text))
}

function readJson(text: string): Heard[] {
  let json: unknown
  try {
    // whisper.cpp escapes quotes alone; outside of texts a space means the same as any control character.
    json = JSON.parse(text.replace(/[\u0000-\u001F]/g, ' '))
  } catch {
    throw new Error('it wrote JSON that is damaged')
  }
  const { transcription, segments } = json as { transcription?: unknown; segments?: unknown }
  if (Array.isArray(transcription)) return those(WhisperCpp, transcription).map(ofWhisperCpp)
  if (Array.isArray(segments)) return those(Segment, segments).map(ofSegment)
  throw new Error('it wrote JSON with neither "transcription" nor "segments" in it')
}

function those<Schema extends TSchema>(schema: Schema, values: readonly unknown[]): Static<Schema>[] {
  return values.slice(0, MOST_PIECES).filter((value) => Value.Check(schema, value)) as Static<Schema>[]
}

function ofWhisperCpp({ offsets, text, tokens = [] }: Static<typeof WhisperCpp>): Heard {
  const words: { from: number; to: number; text: string }[] = []
  for (const { text: token, offsets: at } of tokens) {
    if (MARK.test(token) || !at) continue
    const last = words.at(-1)
    if (last && !token.startsWith(' ')) {
      last.text += token
      last.to = at.to
    } else words.push({ ...at, text: token })
  }
  // A letter that two tokens share is broken in both; the text of the whole has it.
  const said = text.trim().split(/\s+/)
  const whole = said.length === words.length
  return { ...offsets, text, words: whole ? words.map((word, i) => ({ ...word, text: said[i]! })) : [] }
}

function ofSegment({ start, end, text, words = [] }: Static<typeof Segment>): Heard {
  return {
    ...{ from: 1000 * start, to: 1000 * end, text },
    words: words.map((word) => ({ from: 1000 * word.start, to: 1000 * word.end, text: word.word })),
  }
}

function cleaned({ from, to, text }: HeardWord): HeardWord {
  return { from, to, text: cleanLine(text.slice(0, LONGEST_TEXT)).replace(/\s+/g, ' ').trim() }
}

/** None where one of them is not right, so that none gets lost: the whole text is known anyway. */
function cleanedWords({ words }: Heard): HeardWord[] {
  const clean = words.map((word) => cleaned({ ...word, to: Math.max(word.from, word.to) }))
  return clean.every(isSound) ? clean : []
}

function isSound({ from, to, text }: HeardWord): boolean {
  return text !== '' && Number.isFinite(from) && Number.isFinite(to) && from >= 0 && to >= from
}

const TIME = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{3})`
const TIMES = new RegExp(`${TIME}\\s*-->\\s*${TIME}`)

/**
 * The texts of SRT or WebVTT with their times in ms; neither tells words.
 * @throws Error, as the end of a sentence for people, where it is neither
 */
function readSubtitles(text: string): Heard[] {
  const blocks = text.split(/\r?\n\s*\r?\n/).map((block) => block.split(/\r?\n/))
  const cues = blocks.flatMap((lines): Heard[] => {
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

/** A word that was heard, in ms of the sound that the engine was given. */
export interface HeardWord {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** What was heard in one breath; the words are there where the engine tells when each was said. */
export interface Heard extends HeardWord {
  readonly words: readonly HeardWord[]
}
