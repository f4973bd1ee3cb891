import { lstat } from 'node:fs/promises'

/** Whether something has this path, also where it is a link that leads nowhere. */
export function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  )
}
