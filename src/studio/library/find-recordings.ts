import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DESCRIPTION_FILE, EVENTS_FILE, MIX_FILE } from '../../audio/recording-description.ts'
import type { EntryKind } from './library-entry.ts'

/** Folders within folders that are looked into: a room, a recording, and what somebody sorted them by. */
const DEEPEST = 4
/** Recordings that are listed; there are other programs for more. */
export const MOST_RECORDINGS = 20_000
/** What stands in the folder of a recording, also one that was not wholly fetched. */
const FOLDER_MARKS = new Set([
  DESCRIPTION_FILE,
  MIX_FILE,
  EVENTS_FILE,
  `${MIX_FILE}.part`,
  `${EVENTS_FILE}.part`,
])

/** Something that looks like a recording. */
export interface Found {
  readonly path: string
  readonly kind: EntryKind
  /** A link is not followed, so that nobody leads out of the record folder. */
  readonly isLink: boolean
  /** Names of all that is in the same folder. */
  readonly beside: ReadonlySet<string>
}

/**
 * Finds the recordings of a folder and of those within it. Links are told of and not followed; what cannot be read is
 * passed over, but for the folder itself.
 *
 * @throws the error of the disk where there is such a folder and it cannot be read
 */
export async function* findRecordings(folder: string): AsyncGenerator<Found> {
  let count = 0
  const folders = [{ path: folder, depth: 0 }]
  for (let here = folders.shift(); here; here = folders.shift()) {
    const entries = await entriesOf(here.path, here.depth === 0)
    const beside = new Set(entries.map(({ name }) => name))
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue
      const path = join(here.path, entry.name)
      const isLink = entry.isSymbolicLink()
      if (entry.isDirectory() && !(await isRecording(path))) {
        if (here.depth < DEEPEST) folders.push({ path, depth: here.depth + 1 })
        continue
      }
      const kind = entry.isDirectory() ? 'folder' : 'file'
      if (kind === 'file' && !/\.wav$/i.test(entry.name) && !(isLink && !entry.name.includes('.'))) continue
      yield { path, kind, isLink, beside }
      if (++count === MOST_RECORDINGS) return
    }
  }
}

async function entriesOf(folder: string, isRoot: boolean): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (isRoot && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return []
  }
}

async function isRecording(folder: string): Promise<boolean> {
  return (await entriesOf(folder, false)).some(({ name }) => FOLDER_MARKS.has(name))
}
