import { renameSync, rmSync } from 'node:fs'

/**
 * Takes away the lock that a dead program left. Of several that find it only one can move it, so that no fresh one is
 * taken away instead.
 */
export function clearAway(lock: string): void {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  rmSync(aside, { force: true })
}
