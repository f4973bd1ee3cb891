import { isUtf8 } from 'node:buffer'
import { brokenFraming, ProtocolError } from '../errors.ts'

/** The JSON object of a received message, not yet validated. */
export type Header = Readonly<Record<string, unknown>>

export interface DecoderSink {
  /**
   * Called when the line is read, before any payload is buffered: keep the payload or skip it.
   *
   * @throws ProtocolError to refuse the message; the decoder then stops
   */
  payload(header: Header, bytes: number): 'take' | 'skip'
  /**
   * Receives a message. The payload is valid only during the call; copy it to keep it. It is null if the message has
   * none or it is skipped.
   */
  message(header: Header, payload: Uint8Array | null): void
}

type State = 'line' | 'payload' | 'skipping' | 'stopped'

const NEWLINE = 10
const RETURN = 13
const FIRST_ALLOCATION = 512
/** Bytes of buffer that are reused for the next message; a larger buffer is released. */
const KEPT_ALLOCATION = 128 * 1024
/** Lines of up to this many bytes are cached: a talker sends the same line fifty times per second. */
const REMEMBERED_LINE = 128

/**
 * Splits the bytes of a connection into messages: a JSON object on a line, then the number of raw bytes that its
 * `bytes` field gives. Independent of sockets, clocks and actions. Limits are checked before memory is allocated,
 * and memory grows with the bytes received, never with the length announced.
 */
export class Decoder {
  /** Maximum length of a line in bytes, without its end. May be raised at any time. */
  maxLine: number
  readonly #sink: DecoderSink
  #state: State = 'line'
  /** Buffer of an incomplete line or payload; its first `#held` bytes are used. */
  #partial = Buffer.alloc(0)
  #held = 0
  #header: Header = {}
  /** Bytes of the payload not yet received. */
  #missing = 0
  #paused = false
  /** Bytes received while paused, and those after the message that caused the pause. */
  #waiting: Buffer[] = []
  #knownLine = Buffer.alloc(0)
  #knownHeader: Header = {}

  constructor(sink: DecoderSink, maxLine: number) {
    this.#sink = sink
    this.maxLine = maxLine
  }

  /** Whether a message is incomplete. */
  get midMessage(): boolean {
    return this.#state === 'payload' || this.#state === 'skipping' || this.#held > 0
  }

  /** Ignores all further bytes and frees the buffers. */
  stop(): void {
    this.#state = 'stopped'
    this.#partial = Buffer.alloc(0)
    this.#waiting = []
    this.#held = 0
  }

  /** Delivers no further message until `resume`. Bytes pushed in between are kept. May be called from `message`. */
  pause(): void {
    this.#paused = true
  }

  /**
   * Continues with the bytes received while paused.
   *
   * @throws ProtocolError as `push`
   */
  resume(): void {
    this.#paused = false
    const waiting = this.#waiting
    this.#waiting = []
    for (const chunk of waiting) this.push(chunk)
  }

  /**
   * Processes the next bytes, split anywhere. While paused the chunk itself is kept: it must not change afterwards.
   *
   * @throws ProtocolError if the framing is broken or the sink refuses a payload; the decoder is then stopped
   */
  push(chunk: Buffer): void {
    try {
      let at = 0
      while (at < chunk.length && !this.#paused) {
        if (this.#state === 'line') at = this.#readLine(chunk, at)
        else if (this.#state === 'payload') at = this.#readPayload(chunk, at)
        else if (this.#state === 'skipping') at = this.#skip(chunk, at)
        else return
      }
      if (at < chunk.length && this.#state !== 'stopped') this.#waiting.push(chunk.subarray(at))
    } catch (error) {
      this.stop()
      throw error
    }
  }

  #readLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(NEWLINE, at)
    const stop = end < 0 ? chunk.length : end
    // The byte after the limit may be a carriage return, which does not count.
    if (this.#held + stop - at > this.maxLine + 1) throw this.#overlong()
    if (end < 0) {
      this.#hold(chunk, at, stop)
      return stop
    }
    let line = chunk.subarray(at, end)
    if (this.#held > 0) {
      this.#hold(chunk, at, end)
      line = this.#partial.subarray(0, this.#held)
      this.#held = 0
    }
    if (line[line.length - 1] === RETURN) line = line.subarray(0, -1)
    if (line.length > this.maxLine) throw this.#overlong()
    this.#takeLine(line)
    return end + 1
  }

  #takeLine(line: Buffer): void {
    if (line.equals(this.#knownLine) && line.length > 0) {
      this.#takeHeader(this.#knownHeader)
      return
    }
    const header = parseLine(line)
    if (!header) return
    if (header.bytes !== undefined && line.length <= REMEMBERED_LINE) {
      this.#knownLine = Buffer.from(line)
      this.#knownHeader = header
    }
    this.#takeHeader(header)
  }

  #takeHeader(header: Header): void {
    const bytes = header.bytes
    if (bytes === undefined) {
      this.#sink.message(header, null)
      return
    }
    if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes <= 0) {
      throw brokenFraming('"bytes" must be a positive integer')
    }
    this.#header = header
    this.#missing = bytes
    if (this.#sink.payload(header, bytes) === 'take') {
      this.#state = 'payload'
    } else {
      this.#state = 'skipping'
      this.#sink.message(header, null)
    }
  }

  #readPayload(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#missing)
    this.#missing -= end - at
    if (this.#missing > 0) {
      this.#hold(chunk, at, end)
      return end
    }
    let payload = chunk.subarray(at, end)
    if (this.#held > 0) {
      this.#hold(chunk, at, end)
      payload = this.#partial.subarray(0, this.#held)
      this.#held = 0
    }
    this.#state = 'line'
    this.#sink.message(this.#header, payload)
    if (this.#partial.length > KEPT_ALLOCATION && this.#held === 0) this.#partial = Buffer.alloc(0)
    return end
  }

  #skip(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#missing)
    this.#missing -= end - at
    if (this.#missing === 0) this.#state = 'line'
    return end
  }

  #hold(chunk: Buffer, from: number, to: number): void {
    const needed = this.#held + to - from
    if (needed > this.#partial.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(FIRST_ALLOCATION, 2 * this.#partial.length, needed))
      this.#partial.copy(grown, 0, 0, this.#held)
      this.#partial = grown
    }
    chunk.copy(this.#partial, this.#held, from, to)
    this.#held = needed
  }

  #overlong(): ProtocolError {
    return new ProtocolError('too_large', `The line exceeds ${this.maxLine} bytes`)
  }
}

/** Parses the object on a line; null if the line is blank. @throws ProtocolError `bad_message`, which closes */
function parseLine(line: Buffer): Header | null {
  if (!isUtf8(line)) throw brokenFraming('The line is not UTF-8')
  const text = line.toString('utf8')
  if (text.trim() === '') return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw brokenFraming('The line is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw brokenFraming('The line is not a JSON object')
  }
  return value as Header
}
