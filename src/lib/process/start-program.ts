import { stderr } from '../output.ts'

const USAGE_ERROR = 2
/** Open files with which a program works on every system, with room to spare. */
export const ENOUGH_FILES = 512
export const MORE_FILES = `allow at least ${ENOUGH_FILES}, for example: ulimit -n 1024`
/** Errors of the system, and what Node makes of them while it looks for a package or loads a native one. */
const LOADING_ERRORS = ['EMFILE', 'ENFILE', 'ERR_MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']

/**
 * Loads and runs a program. All its modules are opened at once; where the system allows too few open files for that, it
 * prints a sentence and exits with 2.
 * @param load imports the program
 */
export async function startProgram(load: () => Promise<unknown>): Promise<void> {
  try {
    await load()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    const limit = openFilesLimit()
    if (!LOADING_ERRORS.includes(code) || limit >= ENOUGH_FILES) throw error
    stderr.line(`Cannot start: only ${limit} open files are allowed (ulimit -n); ${MORE_FILES}`)
    process.exit(USAGE_ERROR)
  }
}

/** The soft limit (`ulimit -n`); Infinity where there is none (Windows) or it is unknown. */
export function openFilesLimit(): number {
  const { userLimits } = process.report.getReport() as { userLimits?: { open_files?: { soft?: number | string } } }
  const soft = Number(userLimits?.open_files?.soft)
  return Number.isFinite(soft) && soft > 0 ? soft : Number.POSITIVE_INFINITY
}
