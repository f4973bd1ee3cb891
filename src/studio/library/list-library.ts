import { resolve } from 'node:path'
import { cleanLine } from '../../lib/text.ts'
import { pad, widthOf } from '../../tui/text/glyph.ts'
import { dateLabel, lengthLabel, notesOf, sizeLabel } from './entry-labels.ts'
import type { Entry } from './library-entry.ts'
import { scan } from './scan.ts'
import { sorted } from './sort-order.ts'

/**
 * The recordings of a folder, the newest first.
 * @throws Error with a sentence for people where the folder cannot be read
 */
export async function listLibrary(recordFolder: string): Promise<Entry[]> {
  const folder = resolve(recordFolder)
  const entries: Entry[] = []
  try {
    for await (const batch of scan(folder)) entries.push(...batch)
  } catch (error) {
    throw new Error(`${folder} cannot be read: ${(error as Error).message}`, { cause: error })
  }
  return sorted(entries, 'date')
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

function cellsOf(entry: Entry): string[] {
  const people = entry.people.map(cleanLine).join(', ')
  const words = [dateLabel(entry), lengthLabel(entry), sizeLabel(entry), cleanLine(entry.room), people]
  return [...words, cleanLine(entry.name), notesOf(entry)]
}
