import { type Codec, DEFAULT_CODEC } from '../shapes.ts'

const SPACE = 32
const NEWLINE = 10

/**
 * Encodes a message: its JSON on one line, then the payload in the same buffer, so that one write sends both.
 *
 * @param message must contain `bytes`, the length of the payload, if there is one
 */
export function encode(message: object, payload?: Uint8Array): Buffer {
  const line = Buffer.from(`${JSON.stringify(message)}\n`)
  return payload ? Buffer.concat([line, payload]) : line
}

/**
 * The constant header of a message that is sent repeatedly with payloads of the same length, such as voice. It is
 * encoded once.
 */
export class Envelope {
  readonly payloadBytes: number
  readonly #line: Buffer

  constructor(message: object, payloadBytes: number) {
    this.payloadBytes = payloadBytes
    this.#line = evenLine({ ...message, bytes: payloadBytes })
  }

  /** Length of the header line in bytes. */
  get headerBytes(): number {
    return this.#line.length
  }

  /**
   * Header and payload in a new buffer, which can be shared by several connections.
   *
   * @throws RangeError if the payload does not have the announced length
   */
  seal(payload: Uint8Array): Buffer {
    if (payload.length !== this.payloadBytes) {
      throw new RangeError(`The payload has ${payload.length} bytes, expected ${this.payloadBytes}`)
    }
    const message = Buffer.allocUnsafe(this.#line.length + this.payloadBytes)
    message.set(this.#line, 0)
    message.set(payload, this.#line.length)
    return message
  }
}

/** Envelopes of one message for payloads of any length, created on first use of each length. */
export class EnvelopeSet {
  readonly #message: object
  readonly #byLength = new Map<number, Envelope>()

  constructor(message: object) {
    this.#message = message
  }

  /** Header and payload in a new buffer; see `Envelope.seal`. */
  seal(payload: Uint8Array): Buffer {
    let envelope = this.#byLength.get(payload.length)
    if (!envelope) {
      envelope = new Envelope(this.#message, payload.length)
      this.#byLength.set(payload.length, envelope)
    }
    return envelope.seal(payload)
  }
}

/** An `EnvelopeSet` for each codec of voice, created when it is first used. */
export class VoiceEnvelopes {
  readonly #head: object
  readonly #byCodec = new Map<Codec, EnvelopeSet>()

  /** @param head the fields of the message before its codec */
  constructor(head: { label: 'voice' } | { action: 'voice' }) {
    this.#head = head
  }

  /** The default codec is not named in the message. */
  of(codec: Codec): EnvelopeSet {
    let envelopes = this.#byCodec.get(codec)
    if (!envelopes) {
      envelopes = new EnvelopeSet(codec === DEFAULT_CODEC ? this.#head : { ...this.#head, codec })
      this.#byCodec.set(codec, envelopes)
    }
    return envelopes
  }
}

/** Pads the line to an even length, so that 16-bit samples after it are aligned for a receiver that reads in place. */
function evenLine(message: object): Buffer {
  const line = encode(message)
  if (line.length % 2 === 0) return line
  const padded = Buffer.alloc(line.length + 1, SPACE)
  line.copy(padded, 0, 0, line.length - 1)
  padded[padded.length - 1] = NEWLINE
  return padded
}
