import { randomBytes } from 'node:crypto'
import {
  constants,
  copyFileSync,
  linkSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { makePrivateFoldersSync, PRIVATE_FILE } from './private-files.ts'

/**
 * Writes a file atomically: after a crash it has either its old or its new content. Its mode is 0600. Creates its folder if
 * it is missing; a symbolic link is followed and kept.
 *
 * @throws the error of the file system; the file is then unchanged
 */
export function writeAtomically(path: string, text: string | Uint8Array): void {
  const target = behindLinks(path)
  withDraft(target, text, (draft) => renameSync(draft, target))
}

/** The text of a file; null if it does not exist. @throws the error of the file system */
export function readIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/**
 * Creates a file with its complete content, or not at all; mode and folder as above.
 *
 * @returns false if the file exists, even if another process created it a moment before
 * @throws the error of the file system
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

/** Unlike rename(2), link(2) does not replace an existing file. On file systems without links (FAT), copies instead. */
function publishOnce(draft: string, path: string): void {
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error
    copyFileSync(draft, path, constants.COPYFILE_EXCL)
  }
}

function withDraft(target: string, text: string | Uint8Array, publish: (draft: string) => void): void {
  makePrivateFoldersSync(dirname(target))
  const draft = `${target}.${randomBytes(6).toString('hex')}.new`
  try {
    writeFileSync(draft, text, { mode: PRIVATE_FILE, flag: 'wx', flush: true })
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
