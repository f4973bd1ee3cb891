import type { Duplex } from 'node:stream'
import { cutShort, ProtocolError } from '../errors.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { Decoder, type Header } from './decoder.ts'

export interface InboxHandlers<Inbound> {
  /** Receives a valid message. If a promise is returned, reading pauses until it settles. */
  message(message: Inbound, payload: Uint8Array | null): void | Promise<void>
  /** Receives an error of the other side, with the message that it is about. */
  refused(error: ProtocolError, header: Header | null): void
  /** Receives an exception thrown by `message`. */
  failed(error: unknown): void
  /** Called when the other side has ended its sending side and all its messages have been processed. */
  ended(): void
}

/** The receiving side of a connection: framing, validation against the contract, and one message at a time. */
export class Inbox<Inbound> {
  readonly #stream: Duplex
  readonly #vocabulary: Vocabulary<Inbound>
  readonly #decoder: Decoder
  readonly #handlers: InboxHandlers<Inbound>
  /** The message being processed; an error about it repeats its `id`. */
  #current: Header | null = null
  /** Whether a handler is working on a message asynchronously; later messages wait. */
  #working = false
  /** Whether the other side ended its sending side during that work. */
  #endWaits = false
  #stopped = false
  #payloadReceived = 0

  /** @param maxLine maximum length of a line in bytes */
  constructor(
    stream: Duplex,
    { vocabulary, maxLine }: { vocabulary: Vocabulary<Inbound>; maxLine: number },
    handlers: InboxHandlers<Inbound>,
  ) {
    this.#stream = stream
    this.#vocabulary = vocabulary
    this.#handlers = handlers
    this.#decoder = new Decoder(
      {
        payload: (header, bytes) => {
          this.#current = header
          return this.#vocabulary.payload(header, bytes)
        },
        message: (header, payload) => this.#take(header, payload),
      },
      maxLine,
    )
  }

  /** Payload bytes received so far, including those of refused messages. */
  get payloadReceived(): number {
    return this.#payloadReceived
  }

  /** Changes the maximum length of lines to `bytes`. */
  allowLine(bytes: number): void {
    this.#decoder.maxLine = bytes
  }

  push(chunk: Buffer): void {
    // Node resumes a paused stream when its last 'readable' listener has just been removed, as after the first bytes.
    if (this.#working) this.#stream.pause()
    this.#feed(() => this.#decoder.push(chunk))
  }

  /** The other side has ended its sending side. */
  end(): void {
    // A paused stream still emits 'end'.
    this.#endWaits = this.#working
    if (this.#endWaits) return
    if (!this.#stopped && this.#decoder.midMessage) {
      this.#handlers.refused(cutShort(), this.#current)
    }
    this.#handlers.ended()
  }

  /** Delivers no further message. */
  stop(): void {
    this.#stopped = true
    this.#decoder.stop()
  }

  #feed(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.#fault(error, this.#current)
    }
  }

  /** Reports a `ProtocolError` to the other side, and anything else as a bug. */
  #fault(error: unknown, header: Header | null): void {
    if (error instanceof ProtocolError) this.#handlers.refused(error, header)
    else this.#handlers.failed(error)
  }

  #take(header: Header, payload: Uint8Array | null): void {
    this.#current = header
    if (typeof header.bytes === 'number') this.#payloadReceived += header.bytes
    try {
      const work = this.#handlers.message(this.#vocabulary.check(header), payload)
      if (work) void this.#waitFor(work, header)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.#handlers.refused(error, header)
    }
    this.#current = null
  }

  async #waitFor(work: Promise<void>, header: Header): Promise<void> {
    this.#working = true
    this.#decoder.pause()
    this.#stream.pause()
    try {
      await work
    } catch (error) {
      this.#fault(error, header)
    }
    this.#working = false
    if (this.#stream.destroyed) return
    this.#feed(() => this.#decoder.resume())
    // Nothing more is read while received messages wait: a client that sends faster than it is served would fill memory.
    if (this.#working) return
    this.#stream.resume()
    if (this.#endWaits) this.end()
  }
}
