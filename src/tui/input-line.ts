/** A line that is being typed. Positions count UTF-16 units and never lie within a code point. */
export interface InputLine {
  readonly text: string
  readonly cursor: number
}

export const EMPTY_INPUT: InputLine = { text: '', cursor: 0 }

/** Code units that a line may hold; a longer paste is cut. The server counts 4,000 code points. */
const LONGEST = 8_000

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Where the character before and behind a position begins and ends: what a person takes for one. */
function before({ text, cursor }: InputLine): number {
  let last = 0
  for (const { index } of segmenter.segment(text.slice(0, cursor))) last = index
  return last
}

function behind({ text, cursor }: InputLine): number {
  const [next] = segmenter.segment(text.slice(cursor))
  return cursor + (next?.segment.length ?? 0)
}

function wordBefore({ text, cursor }: InputLine): number {
  return text.slice(0, cursor).replace(/\S+\s*$|\s+$/u, '').length
}

function wordBehind({ text, cursor }: InputLine): number {
  return cursor + (/^\s*\S+/u.exec(text.slice(cursor))?.[0].length ?? text.length - cursor)
}

function cut({ text }: InputLine, from: number, to: number): InputLine {
  return { text: text.slice(0, from) + text.slice(to), cursor: from }
}

const edits = {
  left: (line) => ({ ...line, cursor: before(line) }),
  right: (line) => ({ ...line, cursor: behind(line) }),
  'word-left': (line) => ({ ...line, cursor: wordBefore(line) }),
  'word-right': (line) => ({ ...line, cursor: wordBehind(line) }),
  home: (line) => ({ ...line, cursor: 0 }),
  end: (line) => ({ ...line, cursor: line.text.length }),
  backspace: (line) => cut(line, before(line), line.cursor),
  delete: (line) => cut(line, line.cursor, behind(line)),
  'delete-word': (line) => cut(line, wordBefore(line), line.cursor),
  'delete-to-start': (line) => cut(line, 0, line.cursor),
  'delete-to-end': (line) => cut(line, line.cursor, line.text.length),
} as const satisfies Record<string, (line: InputLine) => InputLine>

/** A change of the line, as the keys of a shell make it. */
export type Edit = keyof typeof edits

/** The line after a change. */
export function edit(line: InputLine, change: Edit): InputLine {
  return edits[change](line)
}

/** The line with text put in at the cursor. */
export function insert({ text, cursor }: InputLine, added: string): InputLine {
  const fitting = added.slice(0, Math.max(0, LONGEST - text.length)).toWellFormed()
  return { text: text.slice(0, cursor) + fitting + text.slice(cursor), cursor: cursor + fitting.length }
}

/** A line of this text, with the cursor at its end. */
export function inputOf(text: string): InputLine {
  return { text, cursor: text.length }
}
