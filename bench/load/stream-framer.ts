const NEWLINE = 0x0a
const VOICE = Buffer.from('{"label":"voice",')
const BYTES = Buffer.from('"bytes":')
/** Bytes kept of a line: enough for its label and status, whatever list follows them. */
const HEAD_BYTES = 512

/** What a stream is made of, as the framer comes upon it. */
export interface FramerEvents {
  /** A message that is not voice: the first bytes of its line. */
  onLine(head: string): void
  /** A voice frame of `length` bytes is whole; if it was asked for, it is in the buffer given to the framer. */
  onVoice(length: number): void
}

/**
 * Takes a server's stream apart at the cost of one search for a newline a message: the header of a voice
 * message is read digit by digit, never as JSON, and its payload skipped, or copied where it is wanted.
 * Fit for the load generator alone: of a message other than voice it believes that it has no payload.
 */
export class StreamFramer {
  readonly #events: FramerEvents
  readonly #payload: Buffer | undefined
  readonly #head = Buffer.alloc(HEAD_BYTES)
  #headLength = 0
  #payloadLength = 0
  #payloadLeft = 0

  /** `payload` receives each frame in turn, from its first byte; without it payloads are skipped. */
  constructor(events: FramerEvents, payload?: Buffer) {
    this.#events = events
    this.#payload = payload
  }

  /** Reads the first `end` of `bytes`, which may be used again at once. Throws RangeError for a frame that `payload` cannot hold. */
  feed(bytes: Buffer, end: number): void {
    let at = 0
    while (at < end) {
      at = this.#payloadLeft > 0 ? this.#readPayload(bytes, at, end) : this.#readLine(bytes, at, end)
    }
  }

  #readPayload(bytes: Buffer, at: number, end: number): number {
    const stop = Math.min(end, at + this.#payloadLeft)
    if (this.#payload) bytes.copy(this.#payload, this.#payloadLength - this.#payloadLeft, at, stop)
    this.#payloadLeft -= stop - at
    if (this.#payloadLeft === 0) this.#events.onVoice(this.#payloadLength)
    return stop
  }

  #readLine(bytes: Buffer, at: number, end: number): number {
    const newline = bytes.indexOf(NEWLINE, at)
    const whole = newline >= 0 && newline < end
    if (whole && this.#headLength === 0) {
      this.#endLine(bytes, at, newline)
    } else {
      this.#headLength += bytes.copy(this.#head, this.#headLength, at, whole ? newline : end)
      if (whole) this.#endLine(this.#head, 0, this.#headLength)
    }
    return whole ? newline + 1 : end
  }

  #endLine(line: Buffer, start: number, end: number): void {
    this.#headLength = 0
    const length = voiceBytes(line, start, end)
    if (length === 0) {
      this.#events.onLine(line.toString('latin1', start, Math.min(end, start + HEAD_BYTES)))
      return
    }
    if (this.#payload && length > this.#payload.length) throw new RangeError(`a voice frame of ${length} bytes`)
    this.#payloadLength = length
    this.#payloadLeft = length
  }
}

/** Payload bytes that a voice message's line announces; 0 for any other line. */
function voiceBytes(line: Buffer, start: number, end: number): number {
  for (let i = 0; i < VOICE.length; i++) if (line[start + i] !== VOICE[i]) return 0
  const key = line.indexOf(BYTES, start + VOICE.length)
  if (key < 0) return 0
  let length = 0
  for (let i = key + BYTES.length; i < end; i++) {
    const digit = line[i]! - 0x30
    if (digit < 0 || digit > 9) break
    length = length * 10 + digit
  }
  return length
}
