import type { Duplex } from 'node:stream'
import type { Label } from '../src/protocol/labels.ts'
import { limits } from '../src/protocol/limits.ts'
import { serverVocabulary } from '../src/protocol/vocabulary.ts'
import { Decoder } from '../src/protocol/wire/decoder.ts'
import { encode } from '../src/protocol/wire/encoder.ts'

/** Control characters that a terminal would interpret, except newline and tab. */
const OBEYED = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/

/** The client side of a connection, which checks everything that the server sends against the contract. */
export class Witness {
  readonly messages: Label[] = []
  voices = 0
  /** The last resume token it received. */
  token: string | null = null
  closed = false
  /** Violations of the contract by the server. */
  readonly wrongs: string[] = []
  readonly #stream: Duplex
  readonly #vocabulary = serverVocabulary()

  constructor(stream: Duplex) {
    this.#stream = stream
    const decoder = new Decoder(
      {
        payload: (header, bytes) => this.#vocabulary.payload(header, bytes),
        message: (header) => this.#take(this.#vocabulary.check(header)),
      },
      limits.serverLine,
    )
    stream.on('data', (bytes: Buffer) => {
      try {
        decoder.push(bytes)
      } catch (error) {
        this.wrongs.push(`the server violated the contract: ${(error as Error).message}`)
        decoder.stop()
      }
    })
    stream.on('error', () => {})
    stream.on('end', () => stream.end())
    stream.on('close', () => {
      this.closed = true
    })
  }

  send(message: object, payload?: Uint8Array): void {
    this.sendBytes(encode(message, payload))
  }

  sendBytes(bytes: Uint8Array): void {
    if (this.#stream.writable) this.#stream.write(bytes)
  }

  end(): void {
    this.#stream.end()
  }

  #take(message: Label): void {
    if (message.label === 'voice') {
      this.voices++
      return
    }
    this.messages.push(message)
    if (message.label === 'hello') this.token = message.resume ?? this.token
    if (message.label === 'error' && message.code === 'internal') this.wrongs.push('an `internal` error')
  }
}

/** Finds a text in a message with control characters; null if there is none. */
export function obeyed(value: unknown): string | null {
  if (typeof value === 'string') return OBEYED.test(value) ? value : null
  if (typeof value !== 'object' || value === null) return null
  for (const part of Object.values(value)) {
    const found = obeyed(part)
    if (found !== null) return found
  }
  return null
}
