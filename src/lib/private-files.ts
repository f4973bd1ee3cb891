import { closeSync, constants, existsSync, mkdirSync, openSync } from 'node:fs'
import { chmod, copyFile, type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/**
 * The modes of what the programs keep of a meeting: only its owner may read it. The umask can take rights away from
 * these, and never adds any.
 */
export const PRIVATE_FILE = 0o600
export const PRIVATE_FOLDER = 0o700

/** Creates a folder and its missing parents, private to the user; existing ones keep their mode. @throws the error of the file system */
export async function makePrivateFolders(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER }).catch((error) => {
    throw actualError(error, path)
  })
}

/** As `makePrivateFolders`, without waiting. @throws the error of the file system */
export function makePrivateFoldersSync(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: PRIVATE_FOLDER })
  } catch (error) {
    throw actualError(error, path)
  }
}

/** Node reports ENOENT for a folder on a read-only disk: creating the first missing one alone fails for the actual reason. */
function actualError(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return error
  let missing = resolve(path)
  while (dirname(missing) !== missing && !existsSync(dirname(missing))) missing = dirname(missing)
  try {
    mkdirSync(missing, PRIVATE_FOLDER)
  } catch (actual) {
    return actual
  }
  return error
}

/** Creates one private folder. @throws the error of the file system, EEXIST included */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { mode: PRIVATE_FOLDER })
}

/** Creates a private file for writing, and for reading if `readable`. @throws the error of the file system, EEXIST included */
export function createPrivateFile(path: string, readable = false): Promise<FileHandle> {
  return open(path, readable ? 'wx+' : 'wx', PRIVATE_FILE)
}

/** Creates a private file with this content. @throws the error of the file system, EEXIST included */
export async function writePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  const file = await createPrivateFile(path)
  try {
    await file.writeFile(content)
  } finally {
    await file.close()
  }
}

/** Creates an empty private file, unless it exists, for a library that opens it by its path. @throws the error of the file system */
export function touchPrivateFileSync(path: string): void {
  closeSync(openSync(path, 'a', PRIVATE_FILE))
}

/** Opens an existing file to change parts of it. @throws the error of the file system */
export function changeFile(path: string): Promise<FileHandle> {
  return open(path, 'r+')
}

/** Opens a private file to append to it, and creates it if it does not exist. @throws the error of the file system */
export function appendPrivateFile(path: string): Promise<FileHandle> {
  return open(path, 'a', PRIVATE_FILE)
}

/**
 * Copies a file to a new private one; as a clone where the file system can.
 * @throws the error of the file system, EEXIST included; no partial copy is left
 */
export async function copyPrivateFile(from: string, to: string): Promise<void> {
  await (await createPrivateFile(to)).close()
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    // Where a copy takes over the mode of the original, which an earlier version may have created for all to read.
    await chmod(to, PRIVATE_FILE)
  } catch (error) {
    await rm(to, { force: true })
    throw error
  }
}
