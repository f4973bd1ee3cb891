import { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'

/** The subprotocol of these WebSockets. */
export const SUBPROTOCOL = 'parlor.1'

/** Close codes of RFC 6455, section 7.4.1. */
const NORMAL = 1000
const PROTOCOL_ERROR = 1002
const NEWLINE = 10

/**
 * A WebSocket as the byte stream that `Connection` reads and writes. One binary message carries exactly one message of the
 * contract: its line with the newline, then its payload. Each `write` must be one message and is sent as one. Text messages and
 * messages with other boundaries close the socket with 1002; messages over the socket's `maxPayload` close it with 1009.
 */
export class MessageStream extends Duplex {
  readonly #socket: WebSocket

  constructor(socket: WebSocket) {
    super({ allowHalfOpen: true })
    this.#socket = socket
    socket.binaryType = 'nodebuffer'
    socket.on('message', (data, isBinary) => this.#take(data, isBinary))
    socket.on('close', () => {
      this.push(null)
      this.destroy()
    })
    // The socket closes itself after an error, with the right close code.
    socket.on('error', () => {})
  }

  override _read(): void {
    if (this.#socket.isPaused) this.#socket.resume()
  }

  override _write(message: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A message to a closed socket is lost, as it would be on a closed TCP connection.
    this.#socket.send(message, { binary: true }, () => done())
  }

  override _final(done: () => void): void {
    this.#socket.close(NORMAL)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.terminate()
    done(error)
  }

  #take(data: RawData, isBinary: boolean): void {
    const message = data as Buffer
    if (!isBinary || !isOneMessage(message)) {
      this.#socket.close(PROTOCOL_ERROR)
      return
    }
    if (!this.push(message)) this.#socket.pause()
  }
}

/** Whether the bytes end where their first message ends. The decoder judges a line that is not JSON. */
function isOneMessage(message: Buffer): boolean {
  const end = message.indexOf(NEWLINE)
  if (end < 0) return false
  const payload = message.length - end - 1
  return payload === announcedBytes(message.subarray(0, end))
}

/** The length of the payload that a line announces; 0 where it announces none or is malformed. */
export function announcedBytes(line: Buffer): number {
  try {
    const { bytes } = JSON.parse(line.toString()) as { bytes?: unknown }
    return Number.isSafeInteger(bytes) && (bytes as number) > 0 ? (bytes as number) : 0
  } catch {
    return 0
  }
}
