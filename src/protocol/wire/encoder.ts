const SPACE = 32
const NEWLINE = 10

/**
 * A message as bytes: its JSON on a line. Where it carries a payload, `bytes` must already be in it and the
 * payload follows in the same buffer, so that one write sends both.
 */
export function encode(message: object, payload?: Uint8Array): Buffer {
  const line = Buffer.from(`${JSON.stringify(message)}\n`)
  return payload ? Buffer.concat([line, payload]) : line
}

/**
 * The constant part of a message that is sent over and over with another payload, such as voice. It is built
 * once; `frame` makes room for a payload behind it.
 */
export class Envelope {
  readonly payloadBytes: number
  readonly #line: Buffer

  constructor(message: object, payloadBytes: number) {
    this.payloadBytes = payloadBytes
    this.#line = evenLine({ ...message, bytes: payloadBytes })
  }

  /** Bytes before the payload. */
  get headerBytes(): number {
    return this.#line.length
  }

  /**
   * Header and payload in a fresh buffer, which may be sent to many and is never written to again.
   * @throws RangeError where the payload is not as long as announced.
   */
  seal(payload: Uint8Array): Buffer {
    if (payload.length !== this.payloadBytes) throw new RangeError(`A payload of ${payload.length} bytes`)
    const message = Buffer.allocUnsafe(this.#line.length + this.payloadBytes)
    message.set(this.#line, 0)
    message.set(payload, this.#line.length)
    return message
  }
}

/** Envelopes for payloads of any length, each built when a payload of its length first comes. */
export class EnvelopeSet {
  readonly #message: object
  readonly #byLength = new Map<number, Envelope>()

  constructor(message: object) {
    this.#message = message
  }

  /** Header and payload in a fresh buffer, as of `Envelope`. */
  seal(payload: Uint8Array): Buffer {
    let envelope = this.#byLength.get(payload.length)
    if (!envelope) {
      envelope = new Envelope(this.#message, payload.length)
      this.#byLength.set(payload.length, envelope)
    }
    return envelope.seal(payload)
  }
}

/** An even number of bytes keeps 16-bit samples aligned for a receiver that looks at them in place. */
function evenLine(message: object): Buffer {
  const line = encode(message)
  if (line.length % 2 === 0) return line
  const padded = Buffer.alloc(line.length + 1, SPACE)
  line.copy(padded, 0, 0, line.length - 1)
  padded[padded.length - 1] = NEWLINE
  return padded
}
