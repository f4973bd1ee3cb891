import { readFile, stat } from 'node:fs/promises'

/** Maximum size of a text file, bytes. */
const MAX_BYTES = 64 * 2 ** 20

/** Reads a text file. @throws Error with a message for the user */
export async function readText(path: string): Promise<string> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new Error('not a regular file')
    if (found.size > MAX_BYTES) throw new Error('the file is too large')
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'no such file' : message
    throw new Error(`cannot read ${path}: ${reason}.`, { cause: error })
  }
}
