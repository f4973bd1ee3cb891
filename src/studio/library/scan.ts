import { relative, resolve } from 'node:path'
import { cleanLine } from '../../lib/text.ts'
import { pad, widthOf } from '../../tui/text/glyph.ts'
import { describeFile } from './describe-file.ts'
import { describeFolder } from './describe-folder.ts'
import { dateLabel, lengthLabel, notesOf, sizeLabel } from './entry-labels.ts'
import { type Found, findRecordings } from './find-recordings.ts'
import type { Entry } from './library-entry.ts'
import { sorted } from './sort-order.ts'

/** Recordings read concurrently, and reported per batch. */
const BATCH = 32

/**
 * Reads the recordings of a folder in batches. Damaged and unreadable recordings are included, with their problem.
 *
 * @throws the error of the file system when the folder itself cannot be read
 */
export async function* scan(folder: string): AsyncGenerator<Entry[]> {
  let batch: Promise<Entry>[] = []
  for await (const found of findRecordings(folder)) {
    batch.push(describe(found, folder))
    if (batch.length < BATCH) continue
    yield Promise.all(batch)
    batch = []
  }
  if (batch.length > 0) yield Promise.all(batch)
}

/** Reads one recording. Never rejects: an error becomes the problem of the entry. */
export async function describe(found: Found, folder: string): Promise<Entry> {
  try {
    if (found.isLink) throw new Error('symbolic link, not followed')
    return await (found.kind === 'file' ? describeFile(found, folder) : describeFolder(found, folder))
  } catch (error) {
    return broken(found, folder, (error as Error).message)
  }
}

function broken({ path, kind }: Found, folder: string, problem: string): Entry {
  const name = relative(folder, path).replaceAll('\\', '/')
  return {
    ...{ path, kind, name, problem, room: '', date: 0, people: [], seconds: null, bytes: 0 },
    ...{ ended: false, edited: false, transcript: false, sound: null },
  }
}

/**
 * Lists the recordings of a folder, newest first.
 * @throws Error with a message for the user when the folder cannot be read
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

/** Formats recordings as a plain-text table, also for screen readers. */
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

/** A recording as printed by `--json`, with its date in ISO 8601. */
export function entryJson({ date, sound: _, ...entry }: Entry): Record<string, unknown> {
  return { ...entry, date: date > 0 ? new Date(date).toISOString() : null }
}

function cellsOf(entry: Entry): string[] {
  const people = entry.people.map(cleanLine).join(', ')
  const words = [dateLabel(entry), lengthLabel(entry), sizeLabel(entry), cleanLine(entry.room), people]
  return [...words, cleanLine(entry.name), notesOf(entry)]
}
