import { StringDecoder } from 'node:string_decoder'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Key, TerminalEvent } from './key.ts'
import { decodeSequence } from './sequences.ts'

/** ms after which a lone ESC is the Escape key and not the start of a sequence. */
const ESCAPE_TIMEOUT = 30
/** Maximum characters of a sequence and of a paste. */
const MAX_SEQUENCE = 256
const MAX_PASTE = 64 * 1024
/** ms without input after which an unterminated paste ends: terminals send pastes without pauses. */
const PASTE_TIMEOUT = 1_000
const PASTE_START = '\u001B[200~'
const PASTE_END = '\u001B[201~'
/** Ctrl+C. Terminals filter it from pastes, so within one it is a key press to escape from it. */
const INTERRUPT = '\u0003'

/** CSI and SS3 sequences, and control strings as replies to queries (ECMA-48; xterm control sequences). */
const SEQUENCE = /^\u001B(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[\]P_][^\u0007\u001B]*(?:\u0007|\u001B\\))/
const UNFINISHED = /^\u001B(?:\[[0-?]*[ -/]*|O|[\]P_][^\u0007\u001B]*\u001B?)?$/

/**
 * Decodes terminal input into key, mouse, paste and answer events. Input may be split anywhere, even within a sequence.
 * A paste is a single event, so that its newlines do not act as Enter.
 */
export class InputDecoder {
  readonly #clock: Clock
  readonly #emit: (event: TerminalEvent) => void
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''
  #pasted: string | null = null
  #cancelEscape: Cancel = () => {}

  constructor(clock: Clock, emit: (event: TerminalEvent) => void) {
    this.#clock = clock
    this.#emit = emit
  }

  /** Decodes the next bytes. */
  write(bytes: Buffer): void {
    this.#cancelEscape()
    this.#rest += this.#decoder.write(bytes)
    while (this.#rest !== '' && this.#takeOne());
    if (this.#pasted !== null) {
      this.#cancelEscape = this.#clock.after(PASTE_TIMEOUT, () => this.#abortPaste())
    } else if (this.#rest !== '') {
      this.#cancelEscape = this.#clock.after(ESCAPE_TIMEOUT, () => this.#abortSequence())
    }
  }

  close(): void {
    this.#cancelEscape()
  }

  /** @returns whether it consumed input; false when it needs more */
  #takeOne(): boolean {
    if (this.#pasted !== null) return this.#takePasted()
    if (this.#rest.startsWith(PASTE_START)) {
      this.#rest = this.#rest.slice(PASTE_START.length)
      this.#pasted = ''
      return true
    }
    if (this.#rest[0] !== '\u001B') return this.#takeCharacter(false)
    const [sequence] = SEQUENCE.exec(this.#rest) ?? []
    if (sequence) {
      this.#rest = this.#rest.slice(sequence.length)
      const event = decodeSequence(sequence)
      if (event) this.#emit(event)
      return true
    }
    if (UNFINISHED.test(this.#rest) && this.#rest.length < MAX_SEQUENCE) return false
    if (this.#rest.length > 1 && this.#rest[1] !== '\u001B') {
      this.#rest = this.#rest.slice(1)
      return this.#takeCharacter(true)
    }
    this.#emitEscape()
    return true
  }

  #takePasted(): boolean {
    const end = this.#rest.indexOf(PASTE_END)
    const interrupt = this.#rest.indexOf(INTERRUPT)
    if (interrupt >= 0 && (end < 0 || interrupt < end)) {
      this.#endPaste(this.#rest.slice(0, interrupt))
      this.#rest = this.#rest.slice(interrupt)
      return true
    }
    // The end marker itself may be split.
    const upTo = end >= 0 ? end : Math.max(0, this.#rest.length - PASTE_END.length)
    const piece = this.#rest.slice(0, upTo)
    this.#rest = this.#rest.slice(upTo)
    if (end < 0) {
      this.#pasted = (this.#pasted + piece).slice(0, MAX_PASTE)
      return false
    }
    this.#rest = this.#rest.slice(PASTE_END.length)
    this.#endPaste(piece)
    return true
  }

  /** @param last the last part of the paste */
  #endPaste(last: string): void {
    const text = (this.#pasted + last).slice(0, MAX_PASTE)
    this.#pasted = null
    this.#emit({ event: 'paste', text: text.replace(/\r\n?/g, '\n') })
  }

  /** Ends an unterminated paste. */
  #abortPaste(): void {
    const last = this.#rest
    this.#rest = ''
    this.#endPaste(last)
  }

  #takeCharacter(alt: boolean): boolean {
    const char = String.fromCodePoint(this.#rest.codePointAt(0)!)
    this.#rest = this.#rest.slice(char.length)
    this.#emit({ event: 'key', key: { ...keyOf(char), alt } })
    return true
  }

  /** Decodes an incomplete sequence as the Escape key followed by plain keys. */
  #abortSequence(): void {
    if (this.#rest === '') return
    this.#emitEscape()
    while (this.#rest !== '' && this.#takeOne());
    if (this.#rest !== '') this.#abortSequence()
  }

  #emitEscape(): void {
    this.#rest = this.#rest.slice(1)
    this.#emit({ event: 'key', key: key('escape') })
  }
}

function keyOf(char: string): Key {
  const code = char.codePointAt(0)!
  if (char === '\r' || char === '\n') return { ...key('enter'), ctrl: char === '\n' }
  if (char === '\t') return key('tab')
  if (char === '\u007F' || char === '\b') return key('backspace')
  if (char === ' ') return { ...key('space'), text: ' ' }
  if (code === 0) return { ...key('space'), ctrl: true }
  if (code < 0x1b) return { ...key(String.fromCharCode(code + 0x60)), ctrl: true }
  if (code < 0x20) return { ...key(String.fromCharCode(code + 0x40)), ctrl: true }
  return { ...key(char), text: char }
}

function key(name: string): Key {
  return { name, text: '', ctrl: false, alt: false, shift: false, kind: 'press' }
}
