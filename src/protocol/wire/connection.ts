import type { Duplex } from 'node:stream'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { ProtocolError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Vocabulary } from '../vocabulary.ts'
import type { Header } from './decoder.ts'
import { encode } from './encoder.ts'
import { Inbox } from './inbox.ts'
import { type ConnectionStats, Outbox } from './outbox.ts'

export interface ConnectionHandlers<Inbound> {
  /**
   * Receives a valid message. The payload is valid only during the call. If a promise is returned, reading pauses and
   * the next message is delivered when it settles.
   */
  message(message: Inbound, payload: Uint8Array | null): void | Promise<void>
  /** Receives an invalid message. If the error closes, this is the last chance to send; nothing more is read. */
  refused(error: ProtocolError, header: Header | null): void
  /** Receives an exception thrown by a handler: a bug in this program, not an error of the other side. */
  failed(error: unknown): void
  /** Called when `sendPicture` may succeed again. */
  roomForPictures?(): void
  /** Called when the other side has ended its sending side and all its messages have been processed. */
  ended(): void
  /** Called once when the stream is closed, with its error if it had one. */
  closed(error: Error | null): void
}

export interface ConnectionOptions<Inbound> {
  vocabulary: Vocabulary<Inbound>
  clock: Clock
  /** Maximum length of a received line in bytes. */
  maxLine: number
  /** Duration of a sent voice frame in ms. */
  frameMs: number
  /** Limits for slow readers. */
  limits: Limits
}

/** ms that the other side has to close its side after ours is closed, before the socket is destroyed. */
const LINGER = 1_000
/**
 * Bytes that are read and discarded while closing. Unread bytes would make the kernel send a reset, which can discard
 * the error message. Beyond this, reading stops.
 */
const IGNORED = 256 * 1024

/**
 * A connection over any byte stream: framing, validation against the contract, and backpressure by kind of message.
 * Control messages are queued up to a limit, voice is dropped when it would arrive too late, and pictures are sent
 * only if there is room.
 */
export class Connection<Inbound, Outbound extends object> {
  readonly #stream: Duplex
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #inbox: Inbox<Inbound>
  readonly #outbox: Outbox
  #handlers: ConnectionHandlers<Inbound> | null = null
  #state: 'open' | 'last word' | 'closing' | 'closed' = 'open'
  #cause: Error | null = null
  #cancelLinger: Cancel | null = null
  /** Bytes received while closing. */
  #ignored = 0

  constructor(stream: Duplex, options: ConnectionOptions<Inbound>) {
    this.#stream = stream
    this.#clock = options.clock
    this.#limits = options.limits
    this.#outbox = new Outbox(stream, options, () => this.#roomForPictures())
    this.#inbox = new Inbox(stream, options, {
      message: (message, payload) => this.#handlers?.message(message, payload),
      refused: (error, header) => this.refuse(error, header),
      failed: (error) => this.#handlers?.failed(error),
      ended: () => this.#handlers?.ended(),
    })
  }

  /** Starts reading. Call it once. */
  listen(handlers: ConnectionHandlers<Inbound>): void {
    this.#handlers = handlers
    this.#stream.on('data', (chunk: Buffer) => {
      if (this.#mayWrite) this.#inbox.push(chunk)
      else this.#ignore(chunk)
    })
    this.#stream.on('end', () => this.#inbox.end())
    this.#stream.on('error', (error: Error) => {
      this.#cause = error
    })
    this.#stream.on('close', () => this.#closed())
  }

  /** Bytes written but not yet handed to the kernel. */
  get backlog(): number {
    return this.#stream.writableLength
  }

  get open(): boolean {
    return this.#state === 'open'
  }

  get #mayWrite(): boolean {
    return this.#state === 'open' || this.#state === 'last word'
  }

  /** Voice frames that were dropped or replaced. */
  get droppedVoice(): number {
    const { voiceLate, voiceReplaced } = this.#outbox.stats
    return voiceLate + voiceReplaced
  }

  get stats(): Readonly<ConnectionStats> {
    return this.#outbox.stats
  }

  /** Payload bytes received so far, including those of refused messages. */
  get payloadReceived(): number {
    return this.#inbox.payloadReceived
  }

  /** Changes the maximum length of received lines to `bytes`. */
  allowLine(bytes: number): void {
    this.#inbox.allowLine(bytes)
  }

  /** Changes the duration of sent voice frames, in ms. */
  setFrame(ms: number): void {
    this.#outbox.frameMs = ms
  }

  /**
   * Sends a control message; it is queued if the other side reads slowly. Closes with `too_slow` if the queue exceeds
   * `controlBacklog`.
   *
   * @param message must contain `bytes` if there is a payload
   */
  send(message: Outbound, payload?: Uint8Array): void {
    if (this.#mayWrite) this.#sendControl(encode(message, payload), payload?.length ?? 0)
  }

  /** Sends what `work` sends in one write, which with TLS is one record. */
  together(work: () => void): void {
    this.#stream.cork()
    try {
      work()
    } finally {
      this.#stream.uncork()
    }
  }

  /** Like `send`, with an encoded message that several connections can share. */
  sendEncoded(message: Buffer): void {
    if (this.#mayWrite) this.#sendControl(message, 0)
  }

  #sendControl(message: Buffer, payloadBytes: number): void {
    if (this.#state === 'open' && this.#outbox.full) {
      this.#outbox.stats.overflows++
      this.refuse(new ProtocolError('too_slow'))
    } else this.#outbox.control(message, payloadBytes)
  }

  /**
   * Sends a voice message, or drops it if it would arrive too late. If the send window is full, the newest frame waits
   * for it to open.
   *
   * @param message header and payload in one buffer
   */
  sendRealtime(message: Buffer, payloadBytes: number): void {
    if (this.#state === 'open') this.#outbox.voice(message, payloadBytes)
  }

  /**
   * Sends a part of a picture if there is room. Voice has priority: it never waits behind more than 16 KiB of
   * pictures, or one part if that is longer.
   *
   * @param message header and payload in one buffer
   * @returns whether it was sent; if not, try again when `roomForPictures` is called
   */
  sendPicture(message: Buffer, payloadBytes: number): boolean {
    return this.#state === 'open' && this.#outbox.picture(message, payloadBytes)
  }

  /**
   * Processes an acknowledgement: the other side has received so many payload bytes in total.
   *
   * @throws ProtocolError `bad_message` if that is more than was sent
   */
  acknowledged(received: number): void {
    if (!this.#outbox.acknowledge(received)) {
      throw new ProtocolError('bad_message', 'ack: acknowledges more bytes than were sent')
    }
    this.#roomForPictures()
  }

  #roomForPictures(): void {
    if (this.#state === 'open') this.#handlers?.roomForPictures?.()
  }

  /** Closes with `too_slow` if an acknowledgement is overdue. Call it about once per second. */
  checkAcknowledgements(): void {
    if (this.#state !== 'open' || !this.#outbox.overdue) return
    const seconds = this.#limits.ackPatience / 1_000
    this.refuse(new ProtocolError('too_slow', `No acknowledgement received for ${seconds} s`))
  }

  /** Reports an error to the `refused` handler, which may still send, and closes if the error says so. */
  refuse(error: ProtocolError, header: Header | null = null): void {
    if (this.#state !== 'open') return
    if (error.closes) this.#state = 'last word'
    this.#handlers?.refused(error, header)
    if (error.closes) this.close()
  }

  /** Sends what is queued and closes. Incoming bytes are discarded. Further calls have no effect. */
  close(): void {
    if (!this.#mayWrite) return
    this.#state = 'closing'
    this.#inbox.stop()
    this.#outbox.clear()
    this.#stream.end()
    this.#cancelLinger = this.#clock.after(LINGER, () => this.#stream.destroy())
  }

  /** Discards bytes while closing, up to a limit, so that a client that keeps sending costs no time. */
  #ignore(chunk: Buffer): void {
    this.#ignored += chunk.length
    if (this.#ignored > IGNORED) this.#stream.pause()
  }

  #closed(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#inbox.stop()
    this.#outbox.clear()
    this.#cancelLinger?.()
    this.#handlers?.closed(this.#cause)
  }
}
