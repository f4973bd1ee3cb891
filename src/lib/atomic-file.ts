import { randomBytes } from 'node:crypto'
import {
  constants,
  copyFileSync,
  linkSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a file so that at each moment it holds what it held or what is new, whatever breaks; only its owner may
 * read it (0600). Its folder is made where it is missing; a link goes on pointing at the file behind it.
 *
 * @throws the error of the disk; the file is as before then
 */
export function writeAtomically(path: string, text: string | Uint8Array): void {
  const target = behindLinks(path)
  withDraft(target, text, (draft) => renameSync(draft, target))
}

/**
 * Writes a file that is not there yet, whole or not at all; 0600, and its folder is made, as above.
 *
 * @returns whether it was; false where the file is there, perhaps because another was a moment faster
 * @throws the error of the disk
 */
export function createAtomically(path: string, text: string): boolean {
  try {
    withDraft(path, text, (draft) => publishOnce(draft, path))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Unlike a renaming, a link does not replace what is there. Where there are none (FAT), a copy is the next best. */
function publishOnce(draft: string, path: string): void {
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error
    copyFileSync(draft, path, constants.COPYFILE_EXCL)
  }
}

function withDraft(target: string, text: string | Uint8Array, publish: (draft: string) => void): void {
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  const draft = `${target}.${randomBytes(6).toString('hex')}.new`
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true })
    publish(draft)
  } finally {
    rmSync(draft, { force: true })
  }
}

function behindLinks(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
