import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { limits } from '../../src/protocol/limits.ts'
import { StreamFramer } from './stream-framer.ts'

/** Acknowledgements are due after 8 KiB or 50 ms. Frames arrive every 20 ms, so from here the next one would be too late. */
const ACK_BYTES = 8 * 1024
const ACK_MS = 35
/** ms to wait for a reply, while a thousand others join. */
const REPLY_MS = 20_000
/** One read buffer for all connections, because each read is parsed before the next. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024)

/** How a client connects. */
export interface Line {
  /** Port of the server on 127.0.0.1. */
  port: number
  /** Use TLS, without verifying the server. */
  secure: boolean
  /** Acknowledge received payloads. */
  ack: boolean
}

/** A simulated member of a room: counts what it receives, and inspects voice only if it is sampled. */
export class LoadClient {
  readonly #socket: Socket
  readonly #framer: StreamFramer
  readonly #ack: boolean
  readonly #payload: Buffer | undefined
  #received = 0
  #awaited: { label: string; resolve: (line: string) => void; reject: (error: Error) => void } | undefined
  #acknowledged = 0
  #acknowledgedAt = 0
  /** Voice frames received. */
  frames = 0
  /** Bytes received, including headers and pushes. */
  bytes = 0
  closed = false
  /** Called with each voice payload, valid until it returns, and the time in ms. Only with `looks`. */
  onPayload: ((payload: Buffer, at: number) => void) | undefined

  /** Connects. `looks` keeps each payload for `onPayload`. */
  static async connect({ port, secure, ack }: Line, looks: boolean): Promise<LoadClient> {
    const address = { host: '127.0.0.1', port }
    let client: LoadClient | undefined
    const onread = {
      buffer: readBuffer,
      callback: (length: number) => {
        client?.receive(readBuffer, length)
        return true
      },
    }
    const socket = secure ? connectSecurely({ ...address, rejectUnauthorized: false }) : connect({ ...address, onread })
    client = new LoadClient(socket, ack, looks)
    if (secure) socket.on('data', (bytes) => client.receive(bytes, bytes.length))
    await new Promise<void>((resolve, reject) => {
      socket.once(secure ? 'secureConnect' : 'connect', resolve)
      socket.once('error', reject)
    })
    return client
  }

  private constructor(socket: Socket, ack: boolean, looks: boolean) {
    this.#socket = socket.setNoDelay(true)
    this.#ack = ack
    this.#payload = looks ? Buffer.allocUnsafeSlow(limits.voicePayload) : undefined
    this.#framer = new StreamFramer(
      { onLine: (head) => this.#line(head), onVoice: (length) => this.#voice(length) },
      this.#payload,
    )
    socket.on('error', () => {}) // a `close` follows, which is counted
    socket.once('close', () => {
      this.closed = true
      this.#awaited?.reject(new Error('the server closed a connection that had asked for something'))
    })
  }

  /** Sends `action` and returns the first 512 bytes of the reply `label`. @throws Error if its status is not `ok` */
  async request(action: Record<string, unknown>, label: string): Promise<string> {
    const reply = await new Promise<string>((resolve, reject) => {
      this.#awaited = { label: `{"label":"${label}"`, resolve, reject }
      this.#socket.write(`${JSON.stringify(action)}\n`)
      setTimeout(() => reject(new Error(`the server did not answer ${action.action}`)), REPLY_MS).unref()
    })
    if (!reply.includes('"status":"ok"')) throw new Error(`the server answered ${action.action} with ${reply}`)
    return reply
  }

  /** Sends bytes, which must not change until they are written; see `backlog`. */
  write(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** Bytes not yet handed to the kernel. */
  get backlog(): number {
    return this.#socket.writableLength
  }

  receive(bytes: Buffer, length: number): void {
    this.bytes += length
    this.#framer.feed(bytes, length)
    if (this.#ack) this.#acknowledge()
  }

  close(): void {
    this.#socket.destroy()
  }

  #voice(length: number): void {
    this.frames++
    this.#received += length
    if (this.#payload) this.onPayload?.(this.#payload.subarray(0, length), performance.now())
  }

  #line(head: string): void {
    const isError = head.startsWith('{"label":"error"')
    if (!this.#awaited || !(isError || head.startsWith(this.#awaited.label))) return
    this.#awaited.resolve(head)
    this.#awaited = undefined
  }

  #acknowledge(): void {
    const received = this.#received
    const now = performance.now()
    if (received === this.#acknowledged) return
    if (received - this.#acknowledged < ACK_BYTES && now - this.#acknowledgedAt < ACK_MS) return
    this.#acknowledged = received
    this.#acknowledgedAt = now
    this.#socket.write(`{"action":"ack","received":${received}}\n`)
  }
}
