import { readFileSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { createAtomically } from '../../lib/atomic-file.ts'
import { clearAway } from '../../lib/file-lock.ts'
import { cleanLine } from '../../lib/text.ts'

/** Keeps a recording for one studio: whoever comes second may look at it and listen. */
export class SessionLock {
  readonly #path: string
  #released = false

  private constructor(path: string) {
    this.#path = path
  }

  /**
   * Takes the lock beside the edits of a recording (`<path>.lock`), also from a program that died.
   * @returns the lock, or why it cannot be had, as a sentence for people
   */
  static take(editsPath: string): SessionLock | string {
    const path = `${editsPath}.lock`
    // Twice: the first may find what a dead program left and clear it away.
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        if (createAtomically(path, `${process.pid} ${hostname()}\n`)) return new SessionLock(path)
      } catch (error) {
        return `No edits can be kept beside it (${(error as Error).message}), so it can only be looked at.`
      }
      const holder = livingHolder(path)
      if (holder !== null) {
        return `Another studio has it open (${holder}); here it can only be looked at and listened to.`
      }
      clearAway(path)
    }
    return 'Another studio is just opening it; here it can only be looked at and listened to.'
  }

  /** Who has a recording open for editing, for people; null where nobody does. */
  static holderOf(editsPath: string): string | null {
    return livingHolder(`${editsPath}.lock`)
  }

  /** Lets go of it; may be called again. */
  release(): void {
    if (this.#released) return
    this.#released = true
    rmSync(this.#path, { force: true })
  }
}

/** Who holds a lock, for people; null where that program is gone. What runs elsewhere is taken to run. */
function livingHolder(path: string): string | null {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return null
  }
  const [, pid, host] = /^(\d+) (\S+)\s*$/.exec(text) ?? []
  if (pid === undefined || host === undefined) return null
  if (host !== hostname()) return `on ${cleanLine(host)}; if it is not, remove ${path}`
  return isAlive(Number(pid)) ? `process ${pid}` : null
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
