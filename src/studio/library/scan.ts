import { relative } from 'node:path'
import { describeFile } from './describe-file.ts'
import { describeFolder } from './describe-folder.ts'
import { type Found, findRecordings } from './find-recordings.ts'
import type { Entry } from './library-entry.ts'

/** Recordings that are looked at at once, and that are told of together. */
const TOGETHER = 32

/**
 * The recordings of a folder, some at a time, as they are found; all of them where it says nothing more.
 * A recording that is broken or cannot be read is told of with what is wrong.
 *
 * @throws the error of the disk where the folder itself cannot be read
 */
export async function* scan(folder: string): AsyncGenerator<Entry[]> {
  let batch: Promise<Entry>[] = []
  for await (const found of findRecordings(folder)) {
    batch.push(describe(found, folder))
    if (batch.length < TOGETHER) continue
    yield Promise.all(batch)
    batch = []
  }
  if (batch.length > 0) yield Promise.all(batch)
}

/** One of them, as it is now. Never rejects. */
export async function describe(found: Found, folder: string): Promise<Entry> {
  try {
    if (found.isLink) throw new Error('is a link, which is not followed')
    return await (found.kind === 'file' ? describeFile(found, folder) : describeFolder(found, folder))
  } catch (error) {
    return broken(found, folder, (error as Error).message)
  }
}

function broken({ path, kind }: Found, folder: string, problem: string): Entry {
  const name = relative(folder, path).replaceAll('\\', '/')
  return {
    ...{ path, kind, name, problem, room: '', date: 0, people: [], seconds: null, bytes: 0 },
    ...{ ended: false, edited: false, transcript: false, sound: null },
  }
}
