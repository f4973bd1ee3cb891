import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { DESCRIPTION_FILE, EVENTS_FILE, MIX_FILE } from '../../audio/recording-description.ts'
import type { EntryKind } from './library-entry.ts'

/** Maximum folder depth: room, recording and some levels of the user's own. */
const MAX_DEPTH = 4
/** Maximum number of recordings listed. */
export const MAX_RECORDINGS = 20_000
/** Files that identify the folder of a recording, also after an incomplete fetch. */
const FOLDER_MARKS = new Set([DESCRIPTION_FILE, MIX_FILE, EVENTS_FILE, `${MIX_FILE}.part`, `${EVENTS_FILE}.part`])

/** A candidate recording. */
export interface Found {
  readonly path: string
  readonly kind: EntryKind
  /** Links are not followed, so that they cannot lead out of the record folder. */
  readonly isLink: boolean
  /** Names of all files in the same folder. */
  readonly beside: ReadonlySet<string>
}

/**
 * Finds the recordings in a folder, recursively. Links are reported but not followed; unreadable subfolders are
 * skipped, and a missing folder is empty.
 *
 * @throws the error of the file system when the folder itself cannot be read
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
        if (here.depth < MAX_DEPTH) folders.push({ path, depth: here.depth + 1 })
        continue
      }
      const kind = entry.isDirectory() ? 'folder' : 'file'
      if (kind === 'file' && !/\.wav$/i.test(entry.name) && !(isLink && !entry.name.includes('.'))) continue
      yield { path, kind, isLink, beside }
      if (++count === MAX_RECORDINGS) return
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
