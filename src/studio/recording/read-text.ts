import { readFile, stat } from 'node:fs/promises'

/** Bytes; more is no list of edits. */
const MOST_BYTES = 64 * 2 ** 20

/** The text of a file. @throws Error with a sentence for people */
export async function readText(path: string): Promise<string> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new Error('it is not a file')
    if (found.size > MOST_BYTES) throw new Error('it is too large')
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason = code === 'ENOENT' ? 'there is no such file' : message
    throw new Error(`cannot read ${path}: ${reason}.`, { cause: error })
  }
}
