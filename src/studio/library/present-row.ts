import { cleanLine } from '../../lib/text.ts'
import type { Look } from '../../tui/look.ts'
import { pad, truncate, widthOf } from '../../tui/text/glyph.ts'
import { type Line, type Span, span } from '../../tui/text/span.ts'
import { nameStyle, type StyleName } from '../../tui/theme.ts'
import { dateLabel, lengthLabel, notesOf, sizeLabel, titleOf } from './entry-labels.ts'
import type { Entry } from './library-entry.ts'
import type { ListView } from './state.ts'
import { shrunk } from './thumbnails.ts'

/** Width of each column in cells; 0 when it is hidden. */
export interface ColumnWidths {
  readonly date: number
  readonly title: number
  readonly wave: number
  readonly length: number
  readonly size: number
  readonly people: number
  readonly notes: number
}

const DATE = 16
const LENGTH = 8
const SIZE = 7
/** Cells of the selection marker, and between two columns. */
const MARK = 3
const GAP = 2
/** Minimum terminal widths in cells for the optional columns, the most important first. */
const LENGTH_FROM = 40
const WAVE_FROM = 56
const SIZE_FROM = 64
const PEOPLE_FROM = 90
const NOTES_FROM = 110

/** Lays out the columns for a terminal width in cells; columns that do not fit are hidden. Pure. */
export function layoutColumns(width: number): ColumnWidths {
  const length = width >= LENGTH_FROM ? LENGTH : 0
  const size = width >= SIZE_FROM ? SIZE : 0
  const wave = width >= WAVE_FROM ? Math.min(40, Math.floor(width / 5)) : 0
  const fixed = [DATE, length, size, wave].reduce((sum, cells) => sum + (cells > 0 ? cells + GAP : 0), MARK)
  const rest = Math.max(0, width - fixed - 1)
  const notes = width >= NOTES_FROM ? Math.floor(rest / 4) : 0
  const people = width >= PEOPLE_FROM ? Math.floor((rest - notes) * 0.45) : 0
  const gaps = (notes > 0 ? GAP : 0) + (people > 0 ? GAP : 0)
  return { date: DATE, length, size, wave, notes, people, title: Math.max(0, rest - notes - people - gaps) }
}

/** The column heads, with a mark on the sort column. Pure. */
export function headLine(columns: ColumnWidths, { order, reversed }: ListView, { unicode }: Look): Line {
  const mark = unicode ? (reversed ? '▴' : '▾') : reversed ? '^' : 'v'
  const head = (name: string, width: number, click?: string, toRight = false): Span[] => {
    if (width === 0) return []
    const ordered = name.toLowerCase() === order
    const marked = ordered ? `${name} ${mark}` : name
    const text = pad(toRight ? marked.padStart(width) : marked, width + GAP)
    const run = click === undefined ? undefined : ({ do: 'run', command: 'sort', argument: click } as const)
    return [span(text, ordered ? 'heading' : 'dim', run)]
  }
  return {
    spans: [
      span(' '.repeat(MARK)),
      ...head('Date', columns.date, 'date'),
      ...head('Recording', columns.title),
      ...head('Wave', columns.wave),
      ...head('Length', columns.length, 'length', true),
      ...head('Size', columns.size, 'size', true),
      ...head('People', columns.people),
      ...head('', columns.notes),
    ],
  }
}

/** The row of a recording. Pure. @param wave 0 to 1; null until it is measured */
export function rowLine(
  entry: Entry,
  columns: ColumnWidths,
  { selected, wave }: { selected: boolean; wave: readonly number[] | null },
  look: Look,
): Line {
  const quiet: StyleName = entry.problem ? 'warning' : 'dim'
  const cell = (text: string, width: number, style: StyleName = 'text') =>
    width === 0 ? [] : [span(pad(truncate(text, width, look.signs.ellipsis), width + GAP), style)]
  const right = (text: string, width: number, style: StyleName) =>
    width === 0 ? [] : [span(`${text.padStart(width)}${' '.repeat(GAP)}`, style)]
  const spans = [
    span(selected ? ` ${look.signs.current} ` : ' '.repeat(MARK), 'accent'),
    ...cell(dateLabel(entry), columns.date),
    ...cell(titleOf(entry), columns.title, 'strong'),
    ...waveCell(entry, wave, columns.wave, look),
    ...right(lengthLabel(entry), columns.length, 'text'),
    ...right(sizeLabel(entry), columns.size, 'dim'),
    ...peopleCell(entry, columns.people, look),
    // The problem of an unreadable recording is shown in the waveform column.
    ...cell(notesOf(entry.sound ? entry : { ...entry, problem: null }), columns.notes, quiet),
  ]
  return { spans, ...(selected ? { base: 'selected' as const } : {}) }
}

function waveCell(entry: Entry, wave: readonly number[] | null, width: number, look: Look): Span[] {
  if (width === 0) return []
  if (entry.sound === null)
    return [span(pad(truncate(cleanLine(entry.problem ?? ''), width, look.signs.ellipsis), width + GAP), 'warning')]
  if (wave === null) return [span(pad(look.signs.ellipsis, width + GAP), 'dim')]
  const { bars } = look.signs
  // Silence has the lowest bar, so that the recording stays visible.
  const drawn = shrunk(wave, width).map((height) => bars[Math.max(1, Math.round(height * (bars.length - 1)))])
  return [span(pad(drawn.join(''), width + GAP), 'accent')]
}

function peopleCell({ people }: Entry, width: number, { signs }: Look): Span[] {
  if (width === 0) return []
  const spans: Span[] = []
  let left = width
  for (const [i, name] of people.map(cleanLine).entries()) {
    const text = truncate(i === 0 ? name : `, ${name}`, left, signs.ellipsis)
    spans.push(span(text, nameStyle(name)))
    left -= widthOf(text)
    if (left <= 0) break
  }
  return [...spans, span(' '.repeat(left + GAP))]
}
