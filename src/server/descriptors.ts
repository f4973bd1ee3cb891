import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/** Descriptors that are kept for what must go on working when connections take the rest: ctl, metrics, files. */
const RESERVE = 32
/** Of a small limit only this part is kept. */
const RESERVED_PART = 0.25

/**
 * How many files and connections the process may have open. The kernel gives out the lowest number that is free, so
 * that the number of a new one tells whether any below is left; to look costs two system calls.
 *
 * Without a reserve a server learns nothing of it: libuv accepts and closes at once what it has no descriptor for.
 */
export class Descriptors {
  readonly limit: number

  /** @param limit `ulimit -n`. */
  constructor(limit: number = openFilesLimit()) {
    this.limit = limit
  }

  /** Whether nothing but the reserve is left. */
  get scarce(): boolean {
    try {
      const lowest = openSync(devNull, 'r')
      closeSync(lowest)
      return lowest >= this.limit - Math.min(RESERVE, this.limit * RESERVED_PART)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return code === 'EMFILE' || code === 'ENFILE'
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
