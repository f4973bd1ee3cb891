import { Transform, type TransformCallback } from 'node:stream'
import { labels } from '../labels.ts'
import { limits } from '../limits.ts'
import { announcedBytes } from './message-stream.ts'

const NEWLINE = 10
/** Bytes of the longest payload that a server sends. */
const MOST_PAYLOAD = Math.max(...Object.values(labels).map(({ payloadCap }) => payloadCap))

/**
 * Splits the bytes that a server sends into messages: each chunk that comes out is one line with its payload. Fails with an
 * Error on a line or a payload over the limits, before it is kept.
 */
export class MessageSplitter extends Transform {
  /** Chunks of the message that is not complete yet, and their length. */
  #chunks: Buffer[] = []
  #length = 0
  /** Length of that message; null while its line is not complete. */
  #wanted: number | null = null

  constructor() {
    super({ readableObjectMode: true })
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = bytes
    while (rest.length > 0) {
      const end = this.#wanted === null ? rest.indexOf(NEWLINE) + 1 : this.#wanted - this.#length
      const taken = rest.subarray(0, this.#wanted === null && end === 0 ? rest.length : end)
      rest = rest.subarray(taken.length)
      this.#chunks.push(taken)
      this.#length += taken.length
      if (this.#wanted === null && end > 0) {
        const line = this.#joined()
        this.#wanted = line.length + announcedBytes(line)
      }
      const overlong = this.#wanted === null && this.#length > limits.serverLine
      if (overlong || (this.#wanted ?? 0) > limits.serverLine + MOST_PAYLOAD) {
        done(new Error('The server sent a message that is too long'))
        return
      }
      if (this.#length === this.#wanted) this.push(this.#take())
    }
    done()
  }

  #joined(): Buffer {
    const [only] = this.#chunks
    const joined = this.#chunks.length === 1 ? only! : Buffer.concat(this.#chunks)
    this.#chunks = [joined]
    return joined
  }

  #take(): Buffer {
    const message = this.#joined()
    this.#chunks = []
    this.#length = 0
    this.#wanted = null
    return message
  }
}
