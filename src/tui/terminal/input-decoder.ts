import { StringDecoder } from 'node:string_decoder'
import type { Cancel, Clock } from '../../lib/clock.ts'
import type { Key, TerminalEvent } from './key.ts'
import { decodeSequence } from './sequences.ts'

/** ms after which a lone ESC is the key itself and not the begin of a sequence. */
const ESCAPE_PATIENCE = 30
/** Characters of a sequence or a paste after which it is given up: nothing a terminal sends is longer. */
const LONGEST_SEQUENCE = 256
const LONGEST_PASTE = 64 * 1024
/** ms after which a paste whose end does not come is over: a terminal sends one without a pause. */
const PASTE_PATIENCE = 1_000
const PASTE_START = '\u001B[200~'
const PASTE_END = '\u001B[201~'
/** Ctrl+C: terminals let none through in a paste, so within one it is a person who wants out of it. */
const INTERRUPT = '\u0003'

/** CSI and SS3 sequences, and control strings as answers to questions (ECMA-48; xterm's control sequences). */
const SEQUENCE = /^\u001B(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[\]P_][^\u0007\u001B]*(?:\u0007|\u001B\\))/
const UNFINISHED = /^\u001B(?:\[[0-?]*[ -/]*|O|[\]P_][^\u0007\u001B]*\u001B?)?$/

/**
 * Turns what a terminal sends into keys, mouse, pastes and answers. It takes the input in pieces of any size: a
 * sequence that is cut in two is put together, and a paste is one event, so that its newlines send nothing.
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

  /** Takes bytes as they come. */
  write(bytes: Buffer): void {
    this.#cancelEscape()
    this.#rest += this.#decoder.write(bytes)
    while (this.#rest !== '' && this.#takeOne());
    if (this.#pasted !== null) {
      this.#cancelEscape = this.#clock.after(PASTE_PATIENCE, () => this.#giveUpPaste())
    } else if (this.#rest !== '') {
      this.#cancelEscape = this.#clock.after(ESCAPE_PATIENCE, () => this.#giveUpSequence())
    }
  }

  close(): void {
    this.#cancelEscape()
  }

  /** @returns whether something was taken; false waits for more. */
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
    if (UNFINISHED.test(this.#rest) && this.#rest.length < LONGEST_SEQUENCE) return false
    if (this.#rest.length > 1 && this.#rest[1] !== '\u001B') {
      this.#rest = this.#rest.slice(1)
      return this.#takeCharacter(true)
    }
    this.#giveUpEscape()
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
    // The end mark itself may be cut in two.
    const upTo = end >= 0 ? end : Math.max(0, this.#rest.length - PASTE_END.length)
    const piece = this.#rest.slice(0, upTo)
    this.#rest = this.#rest.slice(upTo)
    if (end < 0) {
      this.#pasted = (this.#pasted + piece).slice(0, LONGEST_PASTE)
      return false
    }
    this.#rest = this.#rest.slice(PASTE_END.length)
    this.#endPaste(piece)
    return true
  }

  /** @param last what came last of it. */
  #endPaste(last: string): void {
    const text = (this.#pasted + last).slice(0, LONGEST_PASTE)
    this.#pasted = null
    this.#emit({ event: 'paste', text: text.replace(/\r\n?/g, '\n') })
  }

  /** Its end never came; keys are keys again. */
  #giveUpPaste(): void {
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

  /** No more came: what stands there is the Escape key, and then plain keys. */
  #giveUpSequence(): void {
    if (this.#rest === '') return
    this.#giveUpEscape()
    while (this.#rest !== '' && this.#takeOne());
    if (this.#rest !== '') this.#giveUpSequence()
  }

  #giveUpEscape(): void {
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
