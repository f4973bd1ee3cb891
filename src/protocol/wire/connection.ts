import type { Duplex } from 'node:stream'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { brokenFraming, ProtocolError } from '../errors.ts'
import { type Limits, limits } from '../limits.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { Decoder, type Header } from './decoder.ts'
import { encode } from './encoder.ts'
import { SendWindow } from './send-window.ts'

export interface ConnectionHandlers<Inbound> {
  /**
   * A message that is right by the contract. The payload is there only during the call. Where a promise is given
   * back, the next message is taken only once it is kept; meanwhile nothing is read.
   */
  message(message: Inbound, payload: Uint8Array | null): void | Promise<void>
  /** A message that is not. Where the error closes, nothing more is read; the handler says its last word. */
  refused(error: ProtocolError, header: Header | null): void
  /** An exception out of a handler: a mistake of ours, not of the other side. */
  failed(error: unknown): void
  /** There may be room for a part of a picture again. */
  roomForPictures?(): void
  /** The other side has said all it will; what it asked is answered. */
  ended(): void
  /** Once, when all is over; with the error of the stream if it ended by one. */
  closed(error: Error | null): void
}

export interface ConnectionOptions<Inbound> {
  vocabulary: Vocabulary<Inbound>
  clock: Clock
  /** Bytes of a line that may come. */
  maxLine: number
  /** ms of sound in a voice message that is sent. */
  frameMs: number
  /** What may wait for a slow reader, and for how long; the table's where left out. */
  limits?: Limits
}

/** What a connection has counted so far. */
export interface ConnectionStats {
  /** Voice frames sent. */
  voiceSent: number
  /** Those that were not, because they would have come too late. */
  voiceLate: number
  /** Those that were not, because a newer one took their place while the other side acknowledged nothing. */
  voiceReplaced: number
  /** Pictures sent, or parts of them. */
  picturesSent: number
  /** Whether it was closed because too many control messages waited: 1 then, else 0. */
  overflows: number
}

interface Held {
  message: Buffer
  payloadBytes: number
  since: number
}

/** ms that the other side has to close after we did, before the socket is torn down. */
const LINGER = 1_000
/** Bytes that are read after the last word; what one unread byte makes of it is a reset. More is left to the kernel. */
const IGNORED = 256 * 1024

/**
 * One connection over any byte stream: framing, the contract's checks and backpressure by kind. Control
 * messages wait in a bounded queue; voice is dropped when it would come too late.
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
  /** The message that is being taken, whose `id` an error about it carries. */
  #current: Header | null = null
  #held: Held | null = null
  /** Whether a message is worked on, behind which the others wait. */
  #working = false
  /** Whether the other side ended meanwhile. */
  #endWaits = false
  #cancelLinger: Cancel | null = null
  /** Bytes that came after the last word. */
  #ignored = 0
  /** Bytes of pictures that are written and not yet with the kernel. */
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
    this.#limits = options.limits ?? limits
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

  /** Begins to read. */
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

  /** Bytes that are written and not yet with the kernel. */
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

  /** Voice frames that were not sent because they would have come too late. */
  get droppedVoice(): number {
    return this.#stats.voiceLate + this.#stats.voiceReplaced
  }

  get stats(): Readonly<ConnectionStats> {
    return this.#stats
  }

  /** Payload bytes that have come so far, those of refused messages too. */
  get payloadReceived(): number {
    return this.#payloadReceived
  }

  /** Lets lines of up to `bytes` come from now on. */
  allowLine(bytes: number): void {
    this.#decoder.maxLine = bytes
  }

  /** Sends voice messages of so many ms from now on. */
  setFrame(ms: number): void {
    this.#frameMs = ms
  }

  /** Queues a control message; `payload` needs `bytes` in the message. Where too much waits, `too_slow` closes. */
  send(message: Outbound, payload?: Uint8Array): void {
    if (!this.#mayWrite) return
    if (payload) this.#window.sent(payload.length, this.#clock.now())
    this.sendEncoded(encode(message, payload))
  }

  /** Does the same with a message that is encoded already, so that many connections can share it. */
  sendEncoded(message: Buffer): void {
    if (!this.#mayWrite) return
    const full = this.#state === 'open' && this.#ownBacklog > this.#limits.controlBacklog
    if (full) {
      this.#stats.overflows++
      this.refuse(new ProtocolError('too_slow'))
    } else this.#stream.write(message)
  }

  /**
   * Sends a voice message, header and payload in one buffer, or drops it where it would come too late. To a
   * client that acknowledges, the newest frame waits for the window to open.
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
   * Sends a part of a picture, header and payload in one buffer, where there is room: voice comes first, and never
   * waits behind more than 16 KiB of pictures, or one part where that is longer.
   * @returns whether it was sent; if not, `roomForPictures` tells when to try again.
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
   * Takes the other side's word of how many payload bytes it has had.
   * @throws ProtocolError `bad_message` where it claims more than was sent.
   */
  acknowledged(received: number): void {
    if (!this.#window.acknowledge(received, this.#clock.now())) {
      throw new ProtocolError('bad_message', 'ack: more is acknowledged than was sent')
    }
    this.#sendHeld()
    this.#handlers?.roomForPictures?.()
  }

  /** Sends the voice that was held, where the window lets it. */
  #sendHeld(): void {
    const held = this.#held
    if (!held || !this.#window.admits(held.payloadBytes)) return
    this.#held = null
    if (this.#clock.now() - held.since > this.#limits.voiceAge) this.#stats.voiceLate++
    else this.sendRealtime(held.message, held.payloadBytes)
  }

  /** Closes with `too_slow` where acknowledgements are overdue; to be called about once a second. */
  checkAcknowledgements(): void {
    if (this.#state !== 'open' || !this.#window.overdue(this.#clock.now())) return
    const seconds = this.#limits.ackPatience / 1_000
    this.refuse(new ProtocolError('too_slow', `No acknowledgement came for ${seconds} s`))
  }

  /** Tells the owner, who may say a last word, and closes if the error says so. */
  refuse(error: ProtocolError, header: Header | null = null): void {
    if (this.#state !== 'open') return
    if (error.closes) this.#state = 'last word'
    this.#handlers?.refused(error, header)
    if (error.closes) this.close()
  }

  /** Sends what is queued and closes; what still comes is not read. Calling it again does nothing. */
  close(): void {
    if (!this.#mayWrite) return
    this.#state = 'closing'
    this.#decoder.stop()
    this.#held = null
    this.#stream.end()
    this.#cancelLinger = this.#clock.after(LINGER, () => this.#stream.destroy())
  }

  /** Who is closed and sends on is not to keep the others waiting. */
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

  /** A fault of the other side is told it, any other is ours. */
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
    // A paused stream tells of its end all the same.
    this.#endWaits = this.#working
    if (this.#endWaits) return
    if (this.#state === 'open' && this.#decoder.midMessage) {
      this.refuse(brokenFraming('The connection ended in the middle of a message'), this.#current)
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
