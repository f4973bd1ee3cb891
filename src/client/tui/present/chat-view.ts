import { timeOfDay } from '../../../lib/time-text.ts'
import type { Look } from '../../../tui/look.ts'
import { pad } from '../../../tui/text/glyph.ts'
import { EMPTY_LINE, span } from '../../../tui/text/span.ts'
import { wrap } from '../../../tui/text/wrap.ts'
import { nameStyle, type StyleName } from '../../../tui/theme.ts'
import type { MeetingLine } from '../intent.ts'
import { type LogEntry, unsaidEntries } from '../room-log.ts'
import { currentLog, type UiState } from '../state.ts'

/** Columns needed to align names in a separate column. */
const ALIGN_FROM = 56
const NAME_COLUMN = 14
const TIME_COLUMN = 6

/** Cache of the wrapped rows of entries, which never change. */
const wrapped = new WeakMap<LogEntry, { width: number; look: Look; lines: readonly MeetingLine[] }>()

/**
 * The visible part of the log: its end, or what the user has scrolled back to. Wraps only as many entries as needed.
 * Pure.
 */
export function presentChat(state: UiState, look: Look, width: number, height: number): MeetingLine[] {
  const log = shownLog(state)
  const wanted = Math.min(state.scroll, Number.MAX_SAFE_INTEGER - height) + height
  const rows: MeetingLine[][] = []
  let count = 0
  for (let i = log.length - 1; i >= 0 && count < wanted; i--) {
    const lines = rowsOf(log[i]!, look, width)
    rows.push([...lines])
    count += lines.length
  }
  const scroll = Math.min(state.scroll, Math.max(0, count - height))
  const all = rows.reverse().flat()
  const shown = all.slice(Math.max(0, all.length - scroll - height), all.length - scroll)
  const padded = [...Array<MeetingLine>(Math.max(0, height - shown.length)).fill(EMPTY_LINE), ...shown]
  if (scroll === 0 || height === 0) return padded
  return [...padded.slice(0, -1), belowLine(state, look)]
}

/** Number of rows of the current log at a width, which limits scrolling. */
export function chatRows(state: UiState, look: Look, width: number): number {
  return shownLog(state).reduce((sum, entry) => sum + rowsOf(entry, look, width).length, 0)
}

function shownLog(state: UiState): readonly LogEntry[] {
  const unsaid = unsaidEntries(state.meeting)
  return unsaid.length === 0 ? currentLog(state) : [...currentLog(state), ...unsaid]
}

function belowLine({ below }: UiState, { signs }: Look): MeetingLine {
  const text = below > 0 ? `${signs.down} ${below} new, press End` : `${signs.down} scrolled back, press End`
  const end = { do: 'show', event: { event: 'scrolled', by: 'bottom' } } as const
  return { spans: [span(` ${text} `, 'barStrong', end)], base: 'bar', click: end }
}

function rowsOf(entry: LogEntry, look: Look, width: number): readonly MeetingLine[] {
  const known = wrapped.get(entry)
  if (known?.width === width && known.look === look) return known.lines
  const lines = width >= ALIGN_FROM ? alignedRows(entry, look, width) : narrowRows(entry, width)
  wrapped.set(entry, { width, look, lines })
  return lines
}

function alignedRows(entry: LogEntry, { signs }: Look, width: number): MeetingLine[] {
  const indent = 1 + TIME_COLUMN + NAME_COLUMN + 3
  const style = textStyle(entry)
  return wrap(entry.text, Math.max(1, width - indent - 1)).map((row, index) => ({
    spans: [
      span(index === 0 ? ` ${timeOfDay(entry.at)} ` : ' '.repeat(1 + TIME_COLUMN), 'dim'),
      span(pad(index === 0 ? speaker(entry) : '', NAME_COLUMN, 'right'), nameStyleOf(entry)),
      span(` ${signs.separator} `, 'dim'),
      span(row, style),
    ],
  }))
}

function narrowRows(entry: LogEntry, width: number): MeetingLine[] {
  const who = entry.kind === 'said' ? `${speaker(entry)}: ` : ''
  const style = textStyle(entry)
  return wrap(`${who}${entry.text}`, Math.max(1, width - TIME_COLUMN)).map((row, index) => {
    const head = index === 0 && row.startsWith(who) ? who : ''
    return {
      spans: [
        span(index === 0 ? `${timeOfDay(entry.at)} ` : ' '.repeat(TIME_COLUMN), 'dim'),
        span(head, nameStyleOf(entry)),
        span(row.slice(head.length), style),
      ],
    }
  })
}

function speaker({ kind, name, aside, mine }: LogEntry): string {
  if (kind === 'error') return '!'
  if (kind === 'notice') return ''
  if (aside) return `${aside} ${name}`
  return mine ? `${name}` : name
}

function textStyle({ kind, mention, unsaid }: LogEntry): StyleName {
  if (kind === 'error') return 'error'
  if (kind === 'notice' || unsaid) return 'dim'
  return mention ? 'mention' : 'text'
}

function nameStyleOf({ kind, name }: LogEntry): StyleName {
  return kind === 'error' ? 'error' : nameStyle(name)
}
