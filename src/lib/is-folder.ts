import { stat } from 'node:fs/promises'

/** Whether a folder has this path, or a link to one; not where nothing has it. */
export function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}
