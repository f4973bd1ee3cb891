import { cleanLine } from '../../lib/text.ts'
import type { Notice } from '../../tui/action-scene.ts'
import type { Bindings } from '../../tui/bindings.ts'
import type { Grid } from '../../tui/grid.ts'
import type { Look } from '../../tui/look.ts'
import type { Size } from '../../tui/region.ts'
import { justify, type Line, line, type Span, span, spansWidth } from '../../tui/text/span.ts'
import { field } from '../../tui/view/field.ts'
import { windowOn } from '../../tui/view/window-on.ts'
import { lengthLabel, notesOf, sizeLabel } from './entry-labels.ts'
import type { Entry } from './library-entry.ts'
import { headLine, layoutColumns, rowLine } from './present-row.ts'
import { indexOfSelected, type ListView } from './state.ts'

/** The data that the list is drawn from. */
export interface LibraryPicture {
  /** The folder, as a label. */
  readonly folder: string
  /** The filtered entries, in order. */
  readonly entries: readonly Entry[]
  /** Number of entries without the filter. */
  readonly total: number
  readonly view: ListView
  readonly reading: boolean
  /** Why the folder cannot be read, or null. */
  readonly problem: string | null
  /** The waveform thumbnail of a recording, 0 to 1; null until it is measured. */
  wave(entry: Entry): readonly number[] | null
}

/** Rows other than those of the list: title, column heads, details, notice, hints. */
const OTHER_ROWS = 5

/** Rows available for recordings. */
export function listRows({ rows }: Size): number {
  return Math.max(1, rows - OTHER_ROWS)
}

/** The entries visible on a terminal, in order. Pure. */
export function entriesOn({ entries, view }: LibraryPicture, size: Size): readonly Entry[] {
  return windowOn(entries, indexOfSelected(entries, view), listRows(size))
}

/** Draws the list of recordings. @returns the cell of the cursor in the filter, or null */
export function presentLibrary(
  grid: Grid,
  size: Size,
  picture: LibraryPicture,
  notice: Notice | null,
  bindings: Bindings,
  look: Look,
): { x: number; y: number } | null {
  const { columns: width, rows } = size
  const { entries, view } = picture
  const columns = layoutColumns(width)
  const selected = entries[indexOfSelected(entries, view)]
  const shown = entriesOn(picture, size)
  const listed = shown.map((entry) =>
    rowLine(entry, columns, { selected: entry === selected, wave: picture.wave(entry) }, look),
  )
  const foot = Math.max(2, rows - 3)
  const typed = filterLine(view, look, width)
  const last = notice ? noticeLine(notice) : (typed?.line ?? line(''))
  grid.place({ x: 0, y: 0, width, height: 2 }, [titleLine(picture, width), headLine(columns, view, look)])
  const middle = shown.length > 0 ? listed : emptyLines(picture, bindings)
  grid.place({ x: 0, y: 2, width, height: foot - 2 }, middle)
  grid.place({ x: 0, y: foot, width, height: 3 }, [detailLine(selected), last, hintsLine(bindings, view, width)])
  return typed && view.typing && !notice ? { x: typed.cursor, y: foot + 1 } : null
}

function titleLine({ folder, entries, total, reading }: LibraryPicture, width: number): Line {
  const seconds = entries.reduce((sum, one) => sum + (one.seconds ?? 0), 0)
  const bytes = entries.reduce((sum, one) => sum + one.bytes, 0)
  const count = entries.length === total ? `${total}` : `${entries.length} of ${total}`
  const figures = `${count}, ${lengthLabel({ seconds })}, ${sizeLabel({ bytes })}${reading ? ', reading' : ''} `
  const left = [span(' Recordings ', 'barStrong'), span(folder, 'barDim')]
  return { spans: justify(left, [span(figures, 'bar')], width), base: 'bar' }
}

function emptyLines({ problem, total, reading, folder }: LibraryPicture, bindings: Bindings): Line[] {
  if (problem) return [line(''), line(`  ${cleanLine(problem)}`, 'error')]
  if (reading) return [line(''), line('  Reading the folder...', 'dim')]
  if (total > 0) return [line(''), line('  No matches. Esc shows all recordings.', 'dim')]
  return [
    line(''),
    line(`  No recordings in ${folder} yet.`),
    line('  In a meeting, /record records on this computer, and /record tracks on the server;', 'dim'),
    line(`  /fetch downloads those. ${bindings.keyOf('leave') ?? 'Esc'} closes this list.`, 'dim'),
  ]
}

function detailLine(entry: Entry | undefined): Line {
  if (!entry) return line('')
  const { name, people, problem } = entry
  const who = people.length > 0 ? `  ${people.map(cleanLine).join(', ')}` : ''
  const style = problem ? 'warning' : 'dim'
  return { spans: [span(` ${cleanLine(name)}`), span(who, 'dim'), span(`  ${notesOf(entry)}`, style)] }
}

function noticeLine({ kind, text }: Notice): Line {
  return line(` ${text}`, kind === 'error' ? 'error' : 'accent')
}

function filterLine({ filter, typing }: ListView, look: Look, width: number): { line: Line; cursor: number } | null {
  if (!typing && filter.text === '') return null
  const { spans, cursor } = field(filter, look, width - 4)
  return { line: { spans: [span(' / ', 'key'), ...spans] }, cursor: 3 + cursor }
}

function hintsLine(bindings: Bindings, { typing, filter }: ListView, width: number): Line {
  const fixed: [string, string][] = [
    ['Enter', 'done'],
    ['Esc', 'show all'],
  ]
  const named = ['open', 'filter', 'sort', 'rename', 'delete', 'folder', 'help', 'leave'].flatMap((name) => {
    const key = bindings.keyOf(name)
    return key ? [[key, name === 'leave' ? 'back' : name, name] as const] : []
  })
  const all = filter.text ? [['Esc', 'show all'] as const, ...named] : named
  const spans: Span[] = [span(' ')]
  for (const [key, text, name] of typing ? fixed : all) {
    const click = name === undefined ? undefined : ({ do: 'run', command: name } as const)
    const next = [span(key, 'key', click), span(` ${text}`, 'dim', click), span('  ')]
    if (spansWidth(spans) + spansWidth(next) - 2 > width) break
    spans.push(...next)
  }
  return { spans }
}
