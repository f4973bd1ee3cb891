import { constants } from 'node:fs'
import { copyFile, type FileHandle, mkdir, open } from 'node:fs/promises'

/**
 * The modes of what the programs keep of a meeting: only its owner may read it. The umask can take rights away from
 * these, and never adds any.
 */
export const PRIVATE_FILE = 0o600
export const PRIVATE_FOLDER = 0o700

/** Creates a folder and its missing parents, private to the user; existing ones keep their mode. @throws the error of the file system */
export async function makePrivateFolders(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: PRIVATE_FOLDER })
}

/** Creates one private folder. @throws the error of the file system, EEXIST included */
export async function makePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { mode: PRIVATE_FOLDER })
}

/** Creates a private file for writing. @throws the error of the file system, EEXIST included */
export function createPrivateFile(path: string): Promise<FileHandle> {
  return open(path, 'wx', PRIVATE_FILE)
}

/** Opens a private file to append to it, and creates it if it does not exist. @throws the error of the file system */
export function appendPrivateFile(path: string): Promise<FileHandle> {
  return open(path, 'a', PRIVATE_FILE)
}

/**
 * Copies a file to a new private one; as a clone where the file system can.
 * @throws the error of the file system, EEXIST included
 */
export async function copyPrivateFile(from: string, to: string): Promise<void> {
  // The copy keeps the mode of an existing target, so it is never readable by others, not even for a moment.
  await (await createPrivateFile(to)).close()
  await copyFile(from, to, constants.COPYFILE_FICLONE)
}
