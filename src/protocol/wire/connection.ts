import type { Duplex } from 'node:stream'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { brokenFraming, ProtocolError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { Decoder, type Header } from './decoder.ts'
import { encode } from './encoder.ts'
import { SendWindow } from './send-window.ts'

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

/** Counters of a connection. */
export interface ConnectionStats {
  /** Voice frames sent. */
  voiceSent: number
  /** Voice frames dropped because they would have arrived too late. */
  voiceLate: number
  /** Voice frames replaced by a newer one while the send window was full. */
  voiceReplaced: number
  /** `screen` messages sent: pictures, or parts of them. */
  picturesSent: number
  /** 1 if the connection was closed because its control backlog overflowed, else 0. */
  overflows: number
}

interface Held {
  message: Buffer
  payloadBytes: number
  since: number
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
  readonly #vocabulary: Vocabulary<Inbound>
  readonly #decoder: Decoder
  readonly #limits: Limits
  readonly #window: SendWindow
  #frameMs: number
  #handlers: ConnectionHandlers<Inbound> | null = null
  #state: 'open' | 'last word' | 'closing' | 'closed' = 'open'
  #cause: Error | null = null
  /** The message being processed; an error about it repeats its `id`. */
  #current: Header | null = null
  #held: Held | null = null
  /** Whether a handler is working on a message asynchronously; later messages wait. */
  #working = false
  /** Whether the other side ended its sending side during that work. */
  #endWaits = false
  #cancelLinger: Cancel | null = null
  /** Bytes received while closing. */
  #ignored = 0
  /** Bytes of pictures written but not yet handed to the kernel. */
  #pictureBacklog = 0
  #payloadReceived = 0
  readonly #stats: ConnectionStats = {
    voiceSent: 0,
    voiceLate: 0,
    voiceReplaced: 0,
    picturesSent: 0,
    overflows: 0,
  }

  constructor(stream: Duplex, options: ConnectionOptions<Inbound>) {
    this.#stream = stream
    this.#clock = options.clock
    this.#vocabulary = options.vocabulary
    this.#frameMs = options.frameMs
    this.#limits = options.limits
    this.#window = new SendWindow(this.#limits)
    this.#decoder = new Decoder(
      {
        payload: (header, bytes) => {
          this.#current = header
          return this.#vocabulary.payload(header, bytes)
        },
        message: (header, payload) => this.#take(header, payload),
      },
      options.maxLine,
    )
  }

  /** Starts reading. Call it once. */
  listen(handlers: ConnectionHandlers<Inbound>): void {
    this.#handlers = handlers
    this.#stream.on('data', (chunk: Buffer) => {
      if (this.#mayWrite) this.#feed(() => this.#decoder.push(chunk))
      else this.#ignore(chunk)
    })
    this.#stream.on('end', () => this.#end())
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

  /** The backlog without pictures. */
  get #ownBacklog(): number {
    return this.#stream.writableLength - this.#pictureBacklog
  }

  get #mayWrite(): boolean {
    return this.#state === 'open' || this.#state === 'last word'
  }

  /** Voice frames that were dropped or replaced. */
  get droppedVoice(): number {
    return this.#stats.voiceLate + this.#stats.voiceReplaced
  }

  get stats(): Readonly<ConnectionStats> {
    return this.#stats
  }

  /** Payload bytes received so far, including those of refused messages. */
  get payloadReceived(): number {
    return this.#payloadReceived
  }

  /** Changes the maximum length of received lines to `bytes`. */
  allowLine(bytes: number): void {
    this.#decoder.maxLine = bytes
  }

  /** Changes the duration of sent voice frames, in ms. */
  setFrame(ms: number): void {
    this.#frameMs = ms
  }

  /**
   * Sends a control message; it is queued if the other side reads slowly. Closes with `too_slow` if the queue exceeds
   * `controlBacklog`.
   *
   * @param message must contain `bytes` if there is a payload
   */
  send(message: Outbound, payload?: Uint8Array): void {
    if (!this.#mayWrite) return
    if (payload) this.#window.sent(payload.length, this.#clock.now())
    this.sendEncoded(encode(message, payload))
  }

  /** Like `send`, with an encoded message that several connections can share. */
  sendEncoded(message: Buffer): void {
    if (!this.#mayWrite) return
    const full = this.#state === 'open' && this.#ownBacklog > this.#limits.controlBacklog
    if (full) {
      this.#stats.overflows++
      this.refuse(new ProtocolError('too_slow'))
    } else this.#stream.write(message)
  }

  /**
   * Sends a voice message, or drops it if it would arrive too late. If the send window is full, the newest frame waits
   * for it to open.
   *
   * @param message header and payload in one buffer
   */
  sendRealtime(message: Buffer, payloadBytes: number): void {
    if (this.#state !== 'open') return
    if ((this.#ownBacklog / message.length) * this.#frameMs > this.#limits.voiceAge) {
      this.#stats.voiceLate++
    } else if (this.#window.admits(payloadBytes)) {
      this.#window.sent(payloadBytes, this.#clock.now())
      this.#stats.voiceSent++
      this.#stream.write(message)
    } else {
      if (this.#held) this.#stats.voiceReplaced++
      this.#held = { message, payloadBytes, since: this.#clock.now() }
    }
  }

  /**
   * Sends a part of a picture if there is room. Voice has priority: it never waits behind more than 16 KiB of
   * pictures, or one part if that is longer.
   *
   * @param message header and payload in one buffer
   * @returns whether it was sent; if not, try again when `roomForPictures` is called
   */
  sendPicture(message: Buffer, payloadBytes: number): boolean {
    const waiting = this.#pictureBacklog
    const fits = waiting === 0 || waiting + message.length <= this.#limits.pictureWrites
    if (this.#state !== 'open' || this.#held || !fits || !this.#window.admitsPicture(payloadBytes))
      return false
    this.#window.sent(payloadBytes, this.#clock.now())
    this.#pictureBacklog += message.length
    this.#stats.picturesSent++
    this.#stream.write(message, () => {
      this.#pictureBacklog -= message.length
      if (this.#state === 'open') this.#handlers?.roomForPictures?.()
    })
    return true
  }

  /**
   * Processes an acknowledgement: the other side has received so many payload bytes in total.
   *
   * @throws ProtocolError `bad_message` if that is more than was sent
   */
  acknowledged(received: number): void {
    if (!this.#window.acknowledge(received, this.#clock.now())) {
      throw new ProtocolError('bad_message', 'ack: acknowledges more bytes than were sent')
    }
    this.#sendHeld()
    this.#handlers?.roomForPictures?.()
  }

  /** Sends the waiting voice frame if the window admits it. */
  #sendHeld(): void {
    const held = this.#held
    if (!held || !this.#window.admits(held.payloadBytes)) return
    this.#held = null
    if (this.#clock.now() - held.since > this.#limits.voiceAge) this.#stats.voiceLate++
    else this.sendRealtime(held.message, held.payloadBytes)
  }

  /** Closes with `too_slow` if an acknowledgement is overdue. Call it about once per second. */
  checkAcknowledgements(): void {
    if (this.#state !== 'open' || !this.#window.overdue(this.#clock.now())) return
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
    this.#decoder.stop()
    this.#held = null
    this.#stream.end()
    this.#cancelLinger = this.#clock.after(LINGER, () => this.#stream.destroy())
  }

  /** Discards bytes while closing, up to a limit, so that a client that keeps sending costs no time. */
  #ignore(chunk: Buffer): void {
    this.#ignored += chunk.length
    if (this.#ignored > IGNORED) this.#stream.pause()
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
    if (error instanceof ProtocolError) this.refuse(error, header)
    else this.#handlers?.failed(error)
  }

  #take(header: Header, payload: Uint8Array | null): void {
    this.#current = header
    if (typeof header.bytes === 'number') this.#payloadReceived += header.bytes
    try {
      const work = this.#handlers?.message(this.#vocabulary.check(header), payload)
      if (work) void this.#waitFor(work, header)
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.refuse(error, header)
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
    if (this.#state === 'closed') return
    this.#stream.resume()
    this.#feed(() => this.#decoder.resume())
    if (this.#endWaits && !this.#working) this.#end()
  }

  #end(): void {
    // A paused stream still emits 'end'.
    this.#endWaits = this.#working
    if (this.#endWaits) return
    if (this.#state === 'open' && this.#decoder.midMessage) {
      this.refuse(brokenFraming('The connection ended within a message'), this.#current)
    }
    this.#handlers?.ended()
  }

  #closed(): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#decoder.stop()
    this.#held = null
    this.#cancelLinger?.()
    this.#handlers?.closed(this.#cause)
  }
}
