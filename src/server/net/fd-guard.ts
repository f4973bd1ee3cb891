import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/** Descriptors that are kept for what must go on working when connections take the rest: ctl, metrics, files. */
const RESERVE = 32
/** Of a small limit only this part is kept. */
const RESERVED_PART = 0.25
/** So many must be free beside the reserve before newcomers are taken again, or each who leaves would be a change. */
const ENOUGH = 8

/**
 * How many files and connections the process may have open, and whether newcomers can have one of what is left.
 *
 * The kernel gives out the lowest number that is free, so that the number of a new one tells whether any below is left;
 * to look costs two system calls. Without a reserve a server learns nothing of it: libuv accepts and closes at once
 * what it has no descriptor for.
 */
export class FdGuard {
  readonly limit: number
  readonly #changed: (scarce: boolean) => void
  readonly #reserved: number
  #scarce = false

  /**
   * @param changed is told when newcomers can have none any more, and when they can again.
   * @param limit `ulimit -n`.
   */
  constructor(changed: (scarce: boolean) => void, limit: number = openFilesLimit()) {
    this.#changed = changed
    this.limit = limit
    this.#reserved = Math.min(RESERVE, limit * RESERVED_PART)
  }

  /** Whether newcomers can have none, as of the last look. */
  get scarce(): boolean {
    return this.#scarce
  }

  /** Whether a newcomer may keep the descriptor that it has got. */
  suffice(): boolean {
    if (!this.#scarce && !this.#free(1)) this.#set(true)
    return !this.#scarce
  }

  /** Looks whether there are enough again; to be called about once a second. */
  poll(): void {
    const free = this.#free(this.#scarce ? ENOUGH : 1)
    if (free === this.#scarce) this.#set(!free)
  }

  #set(scarce: boolean): void {
    this.#scarce = scarce
    this.#changed(scarce)
  }

  /** Whether so many are free beside the reserve. */
  #free(count: number): boolean {
    const taken: number[] = []
    try {
      while (taken.length < count) taken.push(openSync(devNull, 'r'))
      return taken.every((number) => number < this.limit - this.#reserved)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return code !== 'EMFILE' && code !== 'ENFILE'
    } finally {
      for (const number of taken) closeSync(number)
    }
  }
}

/** Infinity where there is none (Windows), or it is not known. */
function openFilesLimit(): number {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft?: number | string } }
  }
  const soft = Number(userLimits?.open_files?.soft)
  return Number.isFinite(soft) && soft > 0 ? soft : Number.POSITIVE_INFINITY
}
