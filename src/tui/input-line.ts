/** An editable line. The cursor counts UTF-16 code units and never splits a code point. */
export interface InputLine {
  readonly text: string
  readonly cursor: number
}

export const EMPTY_INPUT: InputLine = { text: '', cursor: 0 }

/** Maximum length in UTF-16 code units. A longer paste is refused as a whole, so that no part of it is lost unseen. */
export const LONGEST_INPUT = 100_000

/** First code unit that is not ASCII. */
const ASCII_END = 0x80

/** UTF-16 units before the cursor that are looked at. */
const LONGEST_CLUSTER = 256

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The start of the grapheme cluster before the cursor. */
function before({ text, cursor }: InputLine): number {
  const from = boundaryBefore(text, cursor)
  let last = from
  for (const { index } of segmenter.segment(text.slice(from, cursor))) last = from + index
  return last
}

/** A boundary of clusters near the cursor: before an ASCII character, which no cluster contains but as its first (UAX #29). */
function boundaryBefore(text: string, cursor: number): number {
  const farthest = Math.max(0, cursor - LONGEST_CLUSTER)
  let at = Math.max(0, cursor - 1)
  while (at > farthest && (text.charCodeAt(at) >= ASCII_END || text[at] === '\n')) at--
  // Not within a code point.
  return at > 0 && isLowSurrogate(text.charCodeAt(at)) ? at - 1 : at
}

function after({ text, cursor }: InputLine): number {
  const [next] = segmenter.segment(text.slice(cursor))
  return cursor + (next?.segment.length ?? 0)
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

function wordBefore({ text, cursor }: InputLine): number {
  const isBlank = (at: number) => /\s/.test(text[at]!)
  let at = cursor
  while (at > 0 && isBlank(at - 1)) at--
  while (at > 0 && !isBlank(at - 1)) at--
  return at
}

function wordAfter({ text, cursor }: InputLine): number {
  return cursor + (/^\s*\S+/u.exec(text.slice(cursor))?.[0].length ?? text.length - cursor)
}

function cut({ text }: InputLine, from: number, to: number): InputLine {
  return { text: text.slice(0, from) + text.slice(to), cursor: from }
}

const edits = {
  left: (line) => ({ ...line, cursor: before(line) }),
  right: (line) => ({ ...line, cursor: after(line) }),
  'word-left': (line) => ({ ...line, cursor: wordBefore(line) }),
  'word-right': (line) => ({ ...line, cursor: wordAfter(line) }),
  home: (line) => ({ ...line, cursor: 0 }),
  end: (line) => ({ ...line, cursor: line.text.length }),
  backspace: (line) => cut(line, before(line), line.cursor),
  delete: (line) => cut(line, line.cursor, after(line)),
  'delete-word': (line) => cut(line, wordBefore(line), line.cursor),
  'delete-to-start': (line) => cut(line, 0, line.cursor),
  'delete-to-end': (line) => cut(line, line.cursor, line.text.length),
} as const satisfies Record<string, (line: InputLine) => InputLine>

/** An editing command of the line, as in a shell. */
export type Edit = keyof typeof edits

/** Applies an editing command. */
export function edit(line: InputLine, change: Edit): InputLine {
  return edits[change](line)
}

/** Inserts text at the cursor; nothing if the line would be longer than `LONGEST_INPUT`. */
export function insert({ text, cursor }: InputLine, added: string): InputLine {
  const fitting = text.length + added.length > LONGEST_INPUT ? '' : added.toWellFormed()
  return { text: text.slice(0, cursor) + fitting + text.slice(cursor), cursor: cursor + fitting.length }
}

/** A line with the cursor at its end. */
export function inputOf(text: string): InputLine {
  return { text, cursor: text.length }
}
