/** An editable line. The cursor counts UTF-16 code units and never splits a code point. */
export interface InputLine {
  readonly text: string
  readonly cursor: number
}

export const EMPTY_INPUT: InputLine = { text: '', cursor: 0 }

/** Maximum length in UTF-16 code units; a longer paste is cut. The server accepts 4,000 code points. */
const MAX_UNITS = 8_000

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The start of the grapheme cluster before the cursor. */
function before({ text, cursor }: InputLine): number {
  let last = 0
  for (const { index } of segmenter.segment(text.slice(0, cursor))) last = index
  return last
}

function after({ text, cursor }: InputLine): number {
  const [next] = segmenter.segment(text.slice(cursor))
  return cursor + (next?.segment.length ?? 0)
}

function wordBefore({ text, cursor }: InputLine): number {
  return text.slice(0, cursor).replace(/\S+\s*$|\s+$/u, '').length
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

/** Inserts text at the cursor, up to the maximum length. */
export function insert({ text, cursor }: InputLine, added: string): InputLine {
  const fitting = added.slice(0, Math.max(0, MAX_UNITS - text.length)).toWellFormed()
  return { text: text.slice(0, cursor) + fitting + text.slice(cursor), cursor: cursor + fitting.length }
}

/** A line with the cursor at its end. */
export function inputOf(text: string): InputLine {
  return { text, cursor: text.length }
}
