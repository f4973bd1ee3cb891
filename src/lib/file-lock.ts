import { readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { createAtomically } from './atomic-file.ts'
import type { Clock } from './clock.ts'
import { sleep } from './timeout.ts'

/** ms to wait for a lock of another program, and between two attempts. */
const PATIENCE = 2_000
const RETRY = 10
/** Age in ms from which a short lock was left by a program that died: the work it guards takes a few ms. */
const STALE = 10_000

/** The program that holds a lock. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
}

/**
 * A lock on a file among the programs of this project: `<path>.lock`, which exists while the lock is held and
 * contains `PID HOST`.
 */
export class FileLock {
  readonly #lock: string
  #released = false

  private constructor(lock: string) {
    this.#lock = lock
  }

  /**
   * Takes the lock once, without waiting.
   *
   * @param isStale whether a lock file that exists was left by a program that died; it is removed then
   * @returns null while another program holds the lock
   * @throws the error of the disk
   */
  static take(path: string, isStale: (lock: string) => boolean): FileLock | null {
    const lock = `${path}.lock`
    for (let attempt = 0; attempt < 2; attempt++) {
      if (createAtomically(lock, `${process.pid} ${hostname()}\n`)) return new FileLock(lock)
      if (!isStale(lock)) return null
      removeStale(lock)
    }
    return null
  }

  /**
   * The program that holds the lock on `path`; null when there is none, or it has died. A program of another machine
   * is assumed to run.
   */
  static holderOf(path: string): LockHolder | null {
    return livingHolder(`${path}.lock`)
  }

  /** Releases the lock. Idempotent. */
  release(): void {
    if (this.#released) return
    this.#released = true
    rmSync(this.#lock, { force: true })
  }
}

/**
 * Runs `work` while holding the lock on `path`. Waits up to 2 s for it; a lock older than 10 s is stale.
 *
 * @param work takes a few ms at most
 * @throws what `work` throws, and an Error when the lock is still held after 2 s
 */
export async function withLock<T>(path: string, clock: Clock, work: () => T): Promise<T> {
  const until = clock.now() + PATIENCE
  const isOld = (lock: string) => clock.date() - modifiedAt(lock) > STALE
  let lock = FileLock.take(path, isOld)
  while (!lock) {
    if (clock.now() >= until) throw new Error(`${path}.lock exists; if no client is running, remove it`)
    await sleep(clock, RETRY * (0.5 + Math.random()))
    lock = FileLock.take(path, isOld)
  }
  try {
    return work()
  } finally {
    lock.release()
  }
}

/** Age in ms of the lock on `path`; negative infinity when it has just been removed. */
export function lockAge(path: string, clock: Clock): number {
  return clock.date() - modifiedAt(`${path}.lock`)
}

/** Whether the program that a lock file names has died, or the file names none. */
export function isAbandoned(lock: string): boolean {
  return livingHolder(lock) === null
}

/** ms since 1970; infinite when the file has just been removed. */
function modifiedAt(lock: string): number {
  return statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY
}

function livingHolder(lock: string): LockHolder | null {
  let text: string
  try {
    text = readFileSync(lock, 'utf8')
  } catch {
    return null
  }
  const [, pid, host] = /^(\d+) (\S+)\s*$/.exec(text) ?? []
  if (pid === undefined || host === undefined) return null
  return host !== hostname() || isAlive(Number(pid)) ? { pid: Number(pid), host } : null
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Only one of several programs that find a stale lock can move it, so a new lock is never removed instead. */
function removeStale(lock: string): void {
  const aside = `${lock}.${process.pid}`
  try {
    renameSync(lock, aside)
  } catch {
    return
  }
  rmSync(aside, { force: true })
}
