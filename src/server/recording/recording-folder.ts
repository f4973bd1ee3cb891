import { once } from 'node:events'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { Value } from '@sinclair/typebox/value'
import { DESCRIPTION_FILE, type RecordingDescription } from '../../audio/recording-description.ts'
import { recordingName } from '../../audio/recording-path.ts'
import { createPrivateFile, makePrivateFolder, makePrivateFolders } from '../../lib/private-files.ts'
import { RecordingId } from '../../protocol/shapes.ts'

/** Folder names that are tried before a recording fails. */
const ATTEMPTS = 20

/** Whether a path below the folder of all recordings is one of a recording. */
export function isRecordingId(id: string): boolean {
  return Value.Check(RecordingId, id)
}

/** The folder of one recording, `<folder>/<room>/<date>_<time>/`. */
export class RecordingFolder {
  /** The id of the recording: the last two parts of its path. */
  readonly id: string
  readonly path: string
  #saving: Promise<void> | null = null
  #latest: RecordingDescription | null = null

  private constructor(folder: string, id: string) {
    this.id = id
    this.path = join(folder, id)
  }

  /**
   * Creates the folder, with a number appended when another recording started in the same second.
   * @param date ms since 1970
   * @throws the file system's error
   */
  static async create(folder: string, room: string, date: number): Promise<RecordingFolder> {
    for (let attempt = 1; ; attempt++) {
      const [slug, name] = recordingName(room, new Date(date), attempt)
      const made = new RecordingFolder(folder, `${slug}/${name}`)
      try {
        await makePrivateFolders(join(folder, slug))
        await makePrivateFolder(made.path)
        await makePrivateFolder(join(made.path, 'tracks'))
        return made
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === ATTEMPTS) throw error
      }
    }
  }

  /** The path of one of its files. @param file as named in the description */
  pathOf(file: string): string {
    return join(this.path, file)
  }

  /** Deletes the folder and its contents; errors are ignored. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true }).catch(() => {})
  }

  /** Writes the description atomically; of several waiting, only the latest. @throws the file system's error */
  save(description: RecordingDescription): Promise<void> {
    this.#latest = description
    this.#saving ??= this.#saveLatest().finally(() => {
      this.#saving = null
    })
    return this.#saving
  }

  async #saveLatest(): Promise<void> {
    while (this.#latest) {
      const description = this.#latest
      this.#latest = null
      await writeDescription(this.path, description)
    }
  }
}

/** Writes the description of the recording in a folder atomically. @throws the file system's error */
export async function writeDescription(folder: string, description: RecordingDescription): Promise<void> {
  const path = join(folder, DESCRIPTION_FILE)
  const draft = `${path}.new`
  // A server that was killed may have left one.
  await rm(draft, { force: true })
  const file = await createPrivateFile(draft)
  try {
    await file.writeFile(`${JSON.stringify(description, null, 2)}\n`)
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

/** Bytes that may wait for the disk; further entries are dropped. */
const MOST_WAITING = 1024 * 1024

/** A file of events, one JSON object per line. */
export class Journal {
  readonly #stream: Writable
  #broken = false
  #bytes = 0

  private constructor(stream: Writable, failed: (error: Error) => void) {
    this.#stream = stream
    stream.on('error', (error) => {
      if (!this.#broken) failed(error)
      this.#broken = true
    })
  }

  /**
   * Creates the file.
   * @param failed called once if writing fails later
   * @throws the file system's error
   */
  static async create(path: string, failed: (error: Error) => void): Promise<Journal> {
    const file = await createPrivateFile(path)
    return new Journal(file.createWriteStream(), failed)
  }

  /** Bytes written so far, or waiting to be. */
  get bytes(): number {
    return this.#bytes
  }

  /** Appends an entry; dropped when too much waits, after a failure or once closed. */
  write(entry: object): void {
    if (this.#broken || this.#stream.writableEnded || this.#stream.writableLength > MOST_WAITING) return
    const line = Buffer.from(`${JSON.stringify(entry)}\n`)
    this.#bytes += line.length
    this.#stream.write(line)
  }

  /** Writes the waiting entries and closes the file. Never rejects: failures are reported to `failed`. */
  async close(): Promise<void> {
    if (this.#stream.closed) return
    const closed = once(this.#stream, 'close')
    this.#stream.end()
    await closed.catch(() => {})
  }
}
