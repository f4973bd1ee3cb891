import { hostname } from 'node:os'
import { FileLock, isAbandoned } from '../../lib/file-lock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanLine } from '../../lib/text.ts'

/**
 * Takes the lock on the edits of a recording; a second studio opens the recording read-only.
 * @param editsPath the edits file; the lock file is `<editsPath>.lock`
 * @returns the lock, or why it is not available, as a sentence for the user
 */
export function lockEdits(editsPath: string): Result<FileLock> {
  let lock: FileLock | null
  try {
    lock = FileLock.take(editsPath, isAbandoned)
  } catch (error) {
    return refused(`Edits cannot be saved beside the recording (${(error as Error).message}); it is open read-only.`)
  }
  if (lock) return ok(lock)
  const holder = editorOf(editsPath)
  const activity = holder === null ? 'opening this recording' : `editing this recording (${holder})`
  return refused(`Another studio is ${activity}; it is open read-only.`)
}

/** The studio that has a recording open for editing, as a label, or null. */
export function editorOf(editsPath: string): string | null {
  const holder = FileLock.holderOf(editsPath)
  if (!holder) return null
  if (holder.host === hostname()) return `process ${holder.pid}`
  return `on ${cleanLine(holder.host)}; if that is wrong, remove ${editsPath}.lock`
}
