import { isUtf8 } from 'node:buffer'
import { brokenFraming, ProtocolError } from '../errors.ts'

/** A message as it came: an object of which nothing is known yet. */
export type Header = Readonly<Record<string, unknown>>

export interface DecoderSink {
  /**
   * Asked once the line is read and before a byte of the payload is kept: take the payload or skip it.
   * May throw a `ProtocolError` to refuse the message and all that follows.
   */
  payload(header: Header, bytes: number): 'take' | 'skip'
  /**
   * A message. The payload is there only during the call: copy what is to stay. It is null where the message
   * has none, and where it was skipped.
   */
  message(header: Header, payload: Uint8Array | null): void
}

type State = 'line' | 'payload' | 'skipping' | 'stopped'

const NEWLINE = 10
const RETURN = 13
const FIRST_ALLOCATION = 512
/** Bytes of memory that are kept from one message to the next. */
const KEPT_ALLOCATION = 128 * 1024
/** Lines up to this many bytes are remembered, for a talker sends the same one fifty times a second. */
const REMEMBERED_LINE = 128

/**
 * Turns the bytes of a connection into messages: a JSON object on a line, then as many raw bytes as its
 * `bytes` says. Pure: it knows no socket, no clock and no action. Every limit is checked before memory is
 * taken, and memory grows with what has come, never with what was announced.
 */
export class Decoder {
  /** Bytes that a line may have, its end not counted. May be raised at any time. */
  maxLine: number
  readonly #sink: DecoderSink
  #state: State = 'line'
  /** What has come of a line or a payload that is not whole yet; `#held` bytes of it are in use. */
  #partial = Buffer.alloc(0)
  #held = 0
  #header: Header = {}
  /** Bytes of the payload that are still to come. */
  #missing = 0
  #paused = false
  /** What came while it was paused, and behind the message that paused it. */
  #waiting = Buffer.alloc(0)
  #knownLine = Buffer.alloc(0)
  #knownHeader: Header = {}

  constructor(sink: DecoderSink, maxLine: number) {
    this.#sink = sink
    this.maxLine = maxLine
  }

  /** Whether the bytes so far end in the middle of a message. */
  get midMessage(): boolean {
    return this.#state === 'payload' || this.#state === 'skipping' || this.#held > 0
  }

  /** Ignores all that comes from now on. */
  stop(): void {
    this.#state = 'stopped'
    this.#partial = Buffer.alloc(0)
    this.#waiting = Buffer.alloc(0)
    this.#held = 0
  }

  /** Gives no further message until `resume`; may be called from within `message`. What comes meanwhile is kept. */
  pause(): void {
    this.#paused = true
  }

  /**
   * Goes on with what has come meanwhile.
   * @throws ProtocolError as `push`.
   */
  resume(): void {
    this.#paused = false
    const waiting = this.#waiting
    this.#waiting = Buffer.alloc(0)
    this.push(waiting)
  }

  /**
   * Takes the next bytes, in runs of any length.
   * @throws ProtocolError where the framing is broken; the decoder is stopped then.
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
      if (at < chunk.length && this.#state !== 'stopped') this.#keep(chunk.subarray(at))
    } catch (error) {
      this.stop()
      throw error
    }
  }

  #readLine(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(NEWLINE, at)
    const stop = end < 0 ? chunk.length : end
    // One byte more than the limit may be a carriage return, which is no part of the line.
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
      throw brokenFraming('"bytes" must be a whole number above 0')
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

  #keep(bytes: Buffer): void {
    this.#waiting = Buffer.concat([this.#waiting, bytes])
  }

  #overlong(): ProtocolError {
    return new ProtocolError('too_large', `A line may have ${this.maxLine} bytes at most`)
  }
}

/** The object on a line, null for a blank one. */
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
