import { hostname } from 'node:os'
import { FileLock, isAbandoned } from '../../lib/file-lock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanLine } from '../../lib/text.ts'

/**
 * Takes the lock on the edits of a recording: one studio edits it, any other may only look at it and listen.
 * @param editsPath the file of edits; the lock lies beside it
 * @returns the lock, or a sentence for the user that says why it is not available
 */
export function lockEdits(editsPath: string): Result<FileLock> {
  let lock: FileLock | null
  try {
    lock = FileLock.take(editsPath, isAbandoned)
  } catch (error) {
    return refused(
      `No edits can be kept beside it (${(error as Error).message}), so it can only be looked at.`,
    )
  }
  if (lock) return ok(lock)
  const holder = editorOf(editsPath)
  const who = holder === null ? 'is just opening it' : `has it open (${holder})`
  return refused(`Another studio ${who}; here it can only be looked at and listened to.`)
}

/** The program that has a recording open for editing, for people; null when there is none. */
export function editorOf(editsPath: string): string | null {
  const holder = FileLock.holderOf(editsPath)
  if (!holder) return null
  if (holder.host === hostname()) return `process ${holder.pid}`
  return `on ${cleanLine(holder.host)}; if it is not, remove ${editsPath}.lock`
}
