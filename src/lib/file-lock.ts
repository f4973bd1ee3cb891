import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import type { Clock } from './clock.ts'
import { sleep } from './timeout.ts'

/** ms that one waits for the others, and between two tries. */
const PATIENCE = 2_000
const RETRY = 10
/** ms after which a lock was left behind by a program that died: what it guards takes a few. */
const STALE = 10_000

/**
 * Does something with a file while no other program of ours does, by a lock beside it (`<path>.lock`).
 *
 * @param work takes a few ms at most
 * @throws what `work` throws, and an Error where the lock cannot be had within 2 s
 */
export async function withLock<T>(path: string, clock: Clock, work: () => T): Promise<T> {
  const lock = `${path}.lock`
  const until = clock.now() + PATIENCE
  while (!take(lock)) {
    if (clock.date() - ageOf(lock) > STALE) clearAway(lock)
    else if (clock.now() >= until) throw new Error(`${lock} is there; if no client runs, remove it`)
    else await sleep(clock, RETRY * (0.5 + Math.random()))
  }
  try {
    return work()
  } finally {
    rmSync(lock, { force: true })
  }
}

function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** ms since 1970 of its making; now where it has just gone. */
function ageOf(lock: string): number {
  return statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
}

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
