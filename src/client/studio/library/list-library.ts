import { cleanLine } from '../../../protocol/text.ts'
import { timeOf } from '../../tui/present/status-bar.ts'
import { pad, widthOf } from '../../tui/text/glyph.ts'
import type { Entry } from './entry.ts'
import { dateLabel, ordered } from './order.ts'
import { scan } from './scan.ts'

/**
 * The recordings of a folder, the newest first.
 * @throws Error with a sentence for people where the folder cannot be read
 */
export async function listLibrary(folder: string): Promise<Entry[]> {
  const entries: Entry[] = []
  try {
    for await (const batch of scan(folder)) entries.push(...batch)
  } catch (error) {
    throw new Error(`${folder} cannot be read: ${(error as Error).message}`, { cause: error })
  }
  return ordered(entries, 'date')
}

/** A table of them, a line each, for people and for what reads aloud. */
export function libraryLines(entries: readonly Entry[]): string[] {
  const head = ['Date', 'Length', 'Size', 'Room', 'People', 'Recording', '']
  const rows = [head, ...entries.map(cellsOf)]
  const widths = head.map((_, i) => Math.max(...rows.map((row) => widthOf(row[i]!))))
  return rows.map((row) =>
    row
      .map((cell, i) => pad(cell, widths[i]!))
      .join('  ')
      .trimEnd(),
  )
}

/** One of them as `--json` prints it: everything that is known, times in ISO 8601. */
export function entryJson({ date, sound: _, ...entry }: Entry): Record<string, unknown> {
  return { ...entry, date: date > 0 ? new Date(date).toISOString() : null }
}

/** Length of a recording for people; a dash where it cannot be told. */
export function lengthLabel({ seconds }: Entry): string {
  return seconds === null ? '-' : timeOf(seconds * 1000)
}

/** Bytes for people, in three digits at most. */
export function sizeLabel({ bytes }: Entry): string {
  const units = ['kB', 'MB', 'GB', 'TB']
  let size = bytes / 1000
  let unit = 0
  for (; size >= 999.5 && unit < units.length - 1; unit++) size /= 1000
  return `${size < 9.95 && unit > 0 ? size.toFixed(1) : Math.ceil(size)} ${units[unit]}`
}

/** What else is to be known of it: edits, a transcript, what is wrong. */
export function notesOf({ edited, transcript, problem }: Entry): string {
  const notes = [edited ? 'edited' : '', transcript ? 'transcript' : '', cleanLine(problem ?? '')]
  return notes.filter(Boolean).join(', ')
}

function cellsOf(entry: Entry): string[] {
  const people = entry.people.map(cleanLine).join(', ')
  const words = [dateLabel(entry), lengthLabel(entry), sizeLabel(entry), cleanLine(entry.room), people]
  return [...words, cleanLine(entry.name), notesOf(entry)]
}
