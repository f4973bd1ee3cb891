import { relative, resolve } from 'node:path'
import { cleanLine } from '../../lib/text.ts'
import { pad, widthOf } from '../../tui/text/glyph.ts'
import { describeFile } from './describe-file.ts'
import { describeFolder } from './describe-folder.ts'
import { dateLabel, lengthLabel, notesOf, sizeLabel } from './entry-labels.ts'
import { type Found, findRecordings } from './find-recordings.ts'
import type { Entry } from './library-entry.ts'
import { sorted } from './sort-order.ts'

/** Recordings that are looked at at once, and that are told of together. */
const TOGETHER = 32

/**
 * The recordings of a folder, some at a time, as they are found; all of them where it says nothing more.
 * A recording that is broken or cannot be read is told of with what is wrong.
 *
 * @throws the error of the disk where the folder itself cannot be read
 */
export async function* scan(folder: string): AsyncGenerator<Entry[]> {
  let batch: Promise<Entry>[] = []
  for await (const found of findRecordings(folder)) {
    batch.push(describe(found, folder))
    if (batch.length < TOGETHER) continue
    yield Promise.all(batch)
    batch = []
  }
  if (batch.length > 0) yield Promise.all(batch)
}

/** One of them, as it is now. Never rejects. */
export async function describe(found: Found, folder: string): Promise<Entry> {
  try {
    if (found.isLink) throw new Error('is a link, which is not followed')
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
