import { once } from 'node:events'
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { DESCRIPTION_FILE, type RecordingDescription } from '../../audio/recording-description.ts'
import { recordingName } from '../../audio/recording-path.ts'

/** Names that are tried for a recording before it is given up. */
const ATTEMPTS = 20

/** The folder of one recording, which is nobody else's: `<folder>/<room>/<date>_<time>/`. */
export class RecordingFolder {
  /** What the recording is called: the last two parts of its path. */
  readonly id: string
  readonly path: string
  #saving: Promise<void> | null = null
  #latest: RecordingDescription | null = null

  private constructor(folder: string, id: string) {
    this.id = id
    this.path = join(folder, id)
  }

  /**
   * Makes the folder; where two begin within a second, by the next name that is free.
   * @param date ms since 1970.
   * @throws the error of the disk
   */
  static async create(folder: string, room: string, date: number): Promise<RecordingFolder> {
    for (let attempt = 1; ; attempt++) {
      const [slug, name] = recordingName(room, new Date(date), attempt)
      const made = new RecordingFolder(folder, `${slug}/${name}`)
      try {
        await mkdir(join(folder, slug), { recursive: true })
        // Voices are for whoever runs the server, and nobody else of its machine.
        await mkdir(made.path, { mode: 0o700 })
        await mkdir(join(made.path, 'tracks'))
        return made
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === ATTEMPTS) throw error
      }
    }
  }

  /** Where one of its files is. @param file as the description names it. */
  pathOf(file: string): string {
    return join(this.path, file)
  }

  /** Takes it away again, with what is in it. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true }).catch(() => {})
  }

  /** Writes the description, whole at any time; of several that wait only the latest. @throws the error of the disk */
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

/** Writes the description of the recording in a folder, whole at any time. @throws the error of the disk */
export async function writeDescription(folder: string, description: RecordingDescription): Promise<void> {
  const path = join(folder, DESCRIPTION_FILE)
  await writeFile(`${path}.new`, `${JSON.stringify(description, null, 2)}\n`)
  await rename(`${path}.new`, path)
}

/** Bytes that may wait for the disk; what comes after them is left out. */
const MOST_WAITING = 1024 * 1024

/** A file of what happened, a JSON object a line; each line is whole as soon as it is there. */
export class Journal {
  readonly #stream: Writable
  #broken = false

  private constructor(stream: Writable, failed: (error: Error) => void) {
    this.#stream = stream
    stream.on('error', (error) => {
      if (!this.#broken) failed(error)
      this.#broken = true
    })
  }

  /**
   * Creates the file.
   * @param failed is told once if the disk refuses later.
   * @throws the error of the disk
   */
  static async create(path: string, failed: (error: Error) => void): Promise<Journal> {
    const file = await open(path, 'wx')
    return new Journal(file.createWriteStream(), failed)
  }

  write(entry: object): void {
    if (this.#broken || this.#stream.writableEnded || this.#stream.writableLength > MOST_WAITING) return
    this.#stream.write(`${JSON.stringify(entry)}\n`)
  }

  /** Writes what waits and closes the file; what goes wrong was told. */
  async close(): Promise<void> {
    if (this.#stream.closed) return
    const closed = once(this.#stream, 'close')
    this.#stream.end()
    await closed.catch(() => {})
  }
}
