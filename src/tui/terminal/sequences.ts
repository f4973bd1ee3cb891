import type { Key, Mouse, TerminalEvent } from './key.ts'

/** Final letters of CSI and SS3 sequences (xterm's "PC-style function keys"). */
const LETTERS: Record<string, string> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  M: 'enter',
}
/** Parameters of sequences that end in a tilde. */
const NUMBERS: Record<string, string> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
}
/** Code points of named keys in the kitty keyboard protocol. */
const CODES: Record<number, string> = { 9: 'tab', 13: 'enter', 27: 'escape', 32: 'space', 127: 'backspace' }
const RELEASE = '3'

const MOUSE = /^\u001B\[<(\d+);(\d+);(\d+)([Mm])$/
const KEY = /^\u001B\[(\d*)(?:;(\d+)(?::(\d))?)?([A-DFHPQRSZ~u])$/

/** Decodes a complete sequence; null when it is unknown. */
export function decodeSequence(sequence: string): TerminalEvent | null {
  if (sequence === '\u001B[I' || sequence === '\u001B[O') {
    return { event: 'focus', focused: sequence.endsWith('I') }
  }
  const mouse = MOUSE.exec(sequence)
  if (mouse) return mouseEvent(mouse)
  if (/^\u001B(?:[\]P_]|\[[?>=]|\[0n$)/.test(sequence)) return { event: 'answer', sequence }
  if (sequence.startsWith('\u001BO')) return keyEvent(LETTERS[sequence[2]!], '', undefined)
  const [, number = '', modifiers = '', kind, final] = KEY.exec(sequence) ?? []
  if (final === 'Z') return keyEvent('tab', '2', kind)
  if (final === '~') return keyEvent(NUMBERS[number], modifiers, kind)
  if (final === 'u') return unicodeKey(Number(number), modifiers, kind)
  return final ? keyEvent(LETTERS[final], modifiers, kind) : null
}

/** SGR mouse reports (xterm, mode 1006): bits 0 and 1 are the button, 32 motion, 64 the wheel. */
function mouseEvent([, code = '', x = '', y = '', final = '']: RegExpExecArray): TerminalEvent {
  const bits = Number(code)
  const kind = kindOfMouse(bits, final === 'm')
  return { event: 'mouse', mouse: { kind, x: Number(x) - 1, y: Number(y) - 1 } }
}

function kindOfMouse(bits: number, up: boolean): Mouse['kind'] {
  if (bits & 64) return bits & 1 ? 'wheel-down' : 'wheel-up'
  if (bits & 32) return 'drag'
  return up ? 'up' : 'down'
}

/** Keys of the kitty keyboard protocol: `CSI code ; modifiers : kind u`. */
function unicodeKey(code: number, modifiers: string, kind: string | undefined): TerminalEvent | null {
  const named = CODES[code]
  if (named) return keyEvent(named, modifiers, kind, code === 32 ? ' ' : '')
  if (!(code > 32 && code < 0xe000)) return null
  const text = String.fromCodePoint(code)
  return keyEvent(text, modifiers, kind, text)
}

/** @param modifiers 1 + shift 1 + alt 2 + ctrl 4 */
function keyEvent(
  name: string | undefined,
  modifiers: string,
  kind: string | undefined,
  text = '',
): TerminalEvent | null {
  if (!name) return null
  const bits = modifiers === '' ? 0 : Number(modifiers) - 1
  const key: Key = {
    name,
    text: bits & 6 ? '' : text,
    shift: (bits & 1) !== 0,
    alt: (bits & 2) !== 0,
    ctrl: (bits & 4) !== 0,
    kind: kind === RELEASE ? 'release' : 'press',
  }
  return { event: 'key', key }
}
