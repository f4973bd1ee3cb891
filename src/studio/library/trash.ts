import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isThere } from '../../lib/folders.ts'
import type { Entry } from './library-entry.ts'
import { allOf, sidecarsOf } from './sidecars.ts'

/** A file or folder in the trash, and where it came from. */
interface Trashed {
  readonly from: string
  readonly path: string
  /** The `.trashinfo` that tells where it came from (freedesktop.org, Trash specification 1.0). */
  readonly info: string
}

/** What can take a deletion back. */
export interface Deletion {
  /** Where the recording was. */
  readonly path: string
  /** @throws Error with a sentence for people */
  undo(): Promise<void>
}

/**
 * Moves a recording with all that belongs to it into the trash of the desktop.
 * @returns what takes it back; null where only the desktop can
 * @throws Error with a sentence for people; what was moved by then is in the trash
 */
export async function moveToTrash(entry: Entry): Promise<Deletion | null> {
  const { path, kind } = entry
  const beside = kind === 'file' ? new Set(await readdir(dirname(path)).catch(() => [])) : new Set<string>()
  const sidecars = kind === 'file' ? allOf(sidecarsOf(path, beside)) : []
  const moved: Trashed[] = []
  let canUndo = true
  // The recording first: where it cannot be moved, what belongs to it stays with it.
  for (const from of [path, ...sidecars]) {
    const to = await trashOne(from)
    if (to) moved.push(to)
    else canUndo = false
  }
  return canUndo ? { path, undo: () => takeBack(moved) } : null
}

/** @returns where it is now, as the library tells on systems with a trash by freedesktop.org; null elsewhere */
async function trashOne(from: string): Promise<Trashed | null> {
  try {
    const { default: trash } = await import('trash')
    const [told] = ((await trash(from, { glob: false })) ?? []) as unknown as Partial<Trashed>[]
    return told?.path !== undefined && told.info !== undefined
      ? { from, path: told.path, info: told.info }
      : null
  } catch (error) {
    const reason = (error as Error).message
    throw new Error(`it cannot be moved to the trash: ${reason}. Remove ${from} by hand.`, { cause: error })
  }
}

async function takeBack(moved: readonly Trashed[]): Promise<void> {
  for (const { from, path, info } of moved) {
    if (await isThere(from)) throw new Error(`${from} is there again; what was deleted stays in the trash.`)
    try {
      await mkdir(dirname(from), { recursive: true })
      await rename(path, from)
      await rm(info, { force: true })
    } catch (error) {
      throw new Error(`it cannot be brought back from the trash: ${(error as Error).message}.`, {
        cause: error,
      })
    }
  }
}
