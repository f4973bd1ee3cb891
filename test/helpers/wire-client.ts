import { once } from 'node:events'
import net from 'node:net'
import tls from 'node:tls'

/** ms that a busy machine may take for anything. */
const PATIENCE = 60_000

/** A message of the server. Which fields it has depends on its label. */
export interface Message {
  label: string
  id?: number | string
  [field: string]: unknown
}

/** A frame of voice as it came: its bytes, PCM's samples, and the time of its arrival (ms, of `performance.now`). */
export interface Heard {
  at: number
  payload: Buffer
  samples: Int16Array
}

/** Speaks the wire contract over a plain socket. Shares no code with the programs, so as not to share their errors. */
export class WireClient {
  readonly socket: net.Socket
  /** All messages but voice, in the order of their arrival. */
  readonly messages: Message[] = []
  readonly voice: Heard[] = []
  /** Parts of pictures, with their JPEGs. They are not among the messages. */
  readonly pictures: { fields: Message; payload: Buffer }[] = []
  /** Bytes of payload of all messages that came so far. */
  payloadBytes = 0
  /** Resolves when the connection is closed, by either side. */
  readonly closed: Promise<void>
  #unread: Message[] = []
  #watchers = new Set<() => void>()
  #received: Buffer = Buffer.alloc(0)
  #asked = 0

  constructor(socket: net.Socket) {
    this.socket = socket.setNoDelay(true)
    socket.on('data', (bytes) => this.#read(bytes))
    socket.on('error', () => {}) // a reset is a way of closing: 'close' follows
    this.closed = new Promise((resolve) => socket.on('close', () => resolve()))
    socket.on('close', () => this.#notify())
  }

  sendRaw(bytes: Uint8Array | string): void {
    this.socket.write(bytes)
  }

  /** Sends one message, or the line given as it is. */
  sendLine(message: object | string): void {
    this.sendRaw(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`)
  }

  sendPayload(message: object, payload: Uint8Array): void {
    const line = Buffer.from(`${JSON.stringify({ ...message, bytes: payload.byteLength })}\n`)
    this.sendRaw(Buffer.concat([line, payload]))
  }

  /** Sends one frame of voice, 16-bit little-endian. */
  sendVoice(samples: Int16Array): void {
    const payload = Buffer.alloc(samples.length * 2)
    for (const [i, sample] of samples.entries()) payload.writeInt16LE(sample, 2 * i)
    this.sendPayload({ action: 'voice' }, payload)
  }

  /** Sends an action with an id of its own and resolves with the reply to it, an error or not. */
  ask(message: object, payload?: Uint8Array): Promise<Message> {
    const id = `ask-${++this.#asked}`
    if (payload) this.sendPayload({ ...message, id }, payload)
    else this.sendLine({ ...message, id })
    return this.#take((one) => one.id === id, `the reply to ${JSON.stringify(message)}`)
  }

  /** Resolves with the next message of this label that fulfils `where`. Those of the label before it are passed over. */
  async next(label: string, where: (message: Message) => boolean = () => true): Promise<Message> {
    const found = await this.#take((one) => one.label === label && where(one), label)
    const place = this.messages.indexOf(found)
    this.#unread = this.#unread.filter((one) => one.label !== label || this.messages.indexOf(one) > place)
    return found
  }

  /** Resolves once a test passes; it is tried after all that comes. */
  async until(so: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer)
        this.#watchers.delete(poll)
        finish()
      }
      const poll = () => {
        if (so()) settle(resolve)
        else if (this.socket.closed) settle(() => reject(this.#failure(`closed before ${so}`)))
      }
      const timer = setTimeout(() => settle(() => reject(this.#failure(`not ${so}`))), PATIENCE)
      this.#watchers.add(poll)
      poll()
    })
  }

  /** Ends the sending side only. */
  end(): void {
    this.socket.end()
  }

  async close(): Promise<void> {
    this.socket.destroy()
    await this.closed
  }

  #take(fits: (message: Message) => boolean, wanted: string): Promise<Message> {
    return new Promise((resolve, reject) => {
      const poll = () => {
        const index = this.#unread.findIndex(fits)
        if (index >= 0) settle(() => resolve(this.#unread.splice(index, 1)[0]!))
        else if (this.socket.closed) settle(() => reject(this.#failure(`closed before ${wanted}`)))
      }
      const late = () => settle(() => reject(this.#failure(`${PATIENCE} ms without ${wanted}`)))
      const timer = setTimeout(late, PATIENCE)
      const settle = (finish: () => void) => {
        clearTimeout(timer)
        this.#watchers.delete(poll)
        finish()
      }
      this.#watchers.add(poll)
      poll()
    })
  }

  #failure(what: string): Error {
    return new Error(`${what}; unread: ${JSON.stringify(this.#unread)}`)
  }

  #notify(): void {
    for (const poll of [...this.#watchers]) poll()
  }

  #read(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes])
    for (;;) {
      const lineEnd = this.#received.indexOf('\n')
      if (lineEnd < 0) return
      const message = JSON.parse(this.#received.toString('utf8', 0, lineEnd)) as Message & { bytes?: number }
      const end = lineEnd + 1 + (message.bytes ?? 0)
      if (this.#received.length < end) return
      const payload = this.#received.subarray(lineEnd + 1, end)
      this.#received = this.#received.subarray(end)
      this.payloadBytes += payload.length
      if (message.label === 'voice') this.#hear(payload)
      else if (message.label === 'screen') this.#see(message, payload)
      else this.#deliver(message)
    }
  }

  #hear(payload: Buffer): void {
    const samples = Int16Array.from({ length: payload.length / 2 }, (_, i) => payload.readInt16LE(2 * i))
    this.voice.push({ at: performance.now(), payload: Buffer.from(payload), samples })
    this.#notify()
  }

  #see(fields: Message, payload: Buffer): void {
    this.pictures.push({ fields, payload: Buffer.from(payload) })
    this.#notify()
  }

  #deliver(message: Message): void {
    this.messages.push(message)
    this.#unread.push(message)
    this.#notify()
  }
}

/** Connects to a server at the loopback address. */
export async function connect(port: number): Promise<WireClient> {
  const socket = net.connect({ port, host: '127.0.0.1' })
  await once(socket, 'connect')
  return new WireClient(socket)
}

/** Connects to a server at the loopback address by TLS, without checking its key. */
export async function connectEncrypted(port: number): Promise<WireClient> {
  const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  return new WireClient(socket)
}
