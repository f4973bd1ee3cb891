import { once } from 'node:events'
import { open } from 'node:fs/promises'
import type { Writable } from 'node:stream'

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
