import { constants } from 'node:fs'
import { type FileHandle, open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makePrivateFolders, PRIVATE_FILE } from '../../lib/private-files.ts'

/** How much a log may take. */
export interface RotationLimits {
  /** Bytes of a file, at which another one is begun. */
  readonly fileBytes: number
  /** Files that are kept, including the current one. */
  readonly files: number
  /** Lines that wait for the disk; further ones are lost. */
  readonly waiting: number
}

/** Append to what is there, or create it; follow no link, and do not wait for the reader of a pipe. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

/**
 * A file of lines that is bounded in size: when it is full, it is renamed to `FILE.1` and so on, and the oldest is
 * replaced. Writes are asynchronous and in order. The file is opened for each batch of lines, so that it may be moved
 * away, and several processes may share it.
 */
export class RotatingFile {
  readonly #path: string
  readonly #limits: RotationLimits
  readonly #failed: (error: Error) => void
  #lines: string[] = []
  #writing: Promise<void> | null = null

  /** @param failed called when lines could not be written, and are lost */
  constructor(path: string, limits: RotationLimits, failed: (error: Error) => void) {
    this.#path = path
    this.#limits = limits
    this.#failed = failed
  }

  /** Adds a line, given without its end. @returns false when it is lost, because too many wait for the disk */
  add(line: string): boolean {
    if (this.#lines.length >= this.#limits.waiting) return false
    this.#lines.push(`${line}\n`)
    this.#writing ??= this.#writeAll()
    return true
  }

  /** Resolves when all lines are written, or could not be. */
  async flush(): Promise<void> {
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    while (this.#lines.length > 0) {
      const lines = this.#lines
      this.#lines = []
      await this.#write(lines.join('')).catch(this.#failed)
    }
    this.#writing = null
  }

  async #write(text: string): Promise<void> {
    await makePrivateFolders(dirname(this.#path))
    let file = await this.#open()
    try {
      const { size } = await file.stat()
      if (size > 0 && size + Buffer.byteLength(text) > this.#limits.fileBytes) {
        await file.close()
        await this.#rotate()
        file = await this.#open()
      }
      await file.appendFile(text)
    } finally {
      await file.close()
    }
  }

  async #open(): Promise<FileHandle> {
    const file = await open(this.#path, FLAGS, PRIVATE_FILE)
    const found = await file.stat()
    // A file that was there before may be readable by others.
    if (found.isFile() && (found.mode & 0o777) !== PRIVATE_FILE) await file.chmod(PRIVATE_FILE)
    if (found.isFile()) return file
    await file.close()
    throw new Error('it is not a file')
  }

  async #rotate(): Promise<void> {
    for (let number = this.#limits.files - 1; number > 0; number--) {
      const from = number === 1 ? this.#path : `${this.#path}.${number - 1}`
      await rename(from, `${this.#path}.${number}`).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error
      })
    }
  }
}
