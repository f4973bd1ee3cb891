import { chmod, readdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isThere } from '../../lib/folders.ts'
import { makePrivateFolders, PRIVATE_FILE } from '../../lib/private-files.ts'
import type { Entry } from './library-entry.ts'
import { allOf, sidecarsOf } from './sidecars.ts'

/** A file or folder in the trash, with its original path. */
interface Trashed {
  readonly from: string
  readonly path: string
  /** Its `.trashinfo` file (freedesktop.org, Trash specification 1.0). */
  readonly info: string
}

/** A deletion that can be undone. */
export interface Deletion {
  /** Original path of the recording. */
  readonly path: string
  /** @throws Error with a message for the user */
  undo(): Promise<void>
}

/**
 * Moves a recording with its sidecars to the trash of the desktop.
 * @returns the deletion, or null on systems where only the desktop can restore it
 * @throws Error with a message for the user; files moved so far stay in the trash
 */
export async function moveToTrash(entry: Entry): Promise<Deletion | null> {
  const { path, kind } = entry
  const beside = kind === 'file' ? new Set(await readdir(dirname(path)).catch(() => [])) : new Set<string>()
  const sidecars = kind === 'file' ? allOf(sidecarsOf(path, beside)) : []
  const moved: Trashed[] = []
  let canUndo = true
  // The recording first: if it cannot be moved, its sidecars stay with it.
  for (const from of [path, ...sidecars]) {
    const to = await trashOne(from)
    if (to) moved.push(to)
    else canUndo = false
  }
  return canUndo ? { path, undo: () => restore(moved) } : null
}

/** @returns its place in the trash, which the library reports only for a freedesktop.org trash; null elsewhere */
async function trashOne(from: string): Promise<Trashed | null> {
  try {
    const { default: trash } = await import('trash')
    const [result] = ((await trash(from, { glob: false })) ?? []) as unknown as Partial<Trashed>[]
    if (result?.path === undefined || result.info === undefined) return null
    // It holds the original path, and thereby the name of the room.
    await chmod(result.info, PRIVATE_FILE).catch(() => {})
    return { from, path: result.path, info: result.info }
  } catch (error) {
    const reason = (error as Error).message
    throw new Error(`cannot move it to the trash: ${reason}. Delete ${from} yourself.`, { cause: error })
  }
}

async function restore(moved: readonly Trashed[]): Promise<void> {
  for (const { from, path, info } of moved) {
    if (await isThere(from)) throw new Error(`${from} exists again; the deleted recording stays in the trash.`)
    try {
      await makePrivateFolders(dirname(from))
      await rename(path, from)
      await rm(info, { force: true })
    } catch (error) {
      throw new Error(`cannot restore it from the trash: ${(error as Error).message}.`, { cause: error })
    }
  }
}
