import { hostileTexts, hostileValues } from './hostile-values.ts'
import type { SeededRandom } from './seeded-random.ts'
import { SEPARATOR } from './target.ts'

/** A value of JSON within a text: a string, a number or a word. */
const TOKEN = /"(?:[^"\\\x1e]|\\[^\x1e])*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g
const MOST_CHANGES = 4
const EDGES = [0, 1, 2, 0x7f, 0x80, 0xff, 0x0a, 0x22]
/** Integers that a 32-bit field may hold to surprise its reader. */
const WORDS = [0, 1, 2, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe, 0x00ffffff]

type Change = (text: string, random: SeededRandom) => string

/** Changes inputs at random: bytes, parts, values of JSON, and words of the format. */
export class Mutator {
  readonly #changes: readonly Change[]
  readonly #mostBytes: number

  /** @param mostBytes to which an input may grow */
  constructor(dictionary: readonly string[], mostBytes: number) {
    this.#mostBytes = mostBytes
    const insertWord: Change = (text, random) => inserted(text, random.of(dictionary), random)
    this.#changes = [
      ...(dictionary.length > 0 ? [insertWord, insertWord] : []),
      replaceToken,
      replaceToken,
      replaceToken,
      changeByte,
      changeWord,
      removePart,
      repeatPart,
      swapPieces,
      (text, random) => inserted(text, random.chance(0.5) ? SEPARATOR : '\n', random),
      (text, random) => inserted(text, bytesOfHostile(random), random),
    ]
  }

  /** @param other another input, of which a part may be taken over */
  mutate(input: Buffer, other: Buffer, random: SeededRandom): Buffer {
    let text = input.toString('latin1')
    for (let changes = 1 + random.below(MOST_CHANGES); changes > 0; changes--) {
      text = random.chance(0.1)
        ? spliced(text, other.toString('latin1'), random)
        : random.of(this.#changes)(text, random)
    }
    return Buffer.from(text.slice(0, this.#mostBytes), 'latin1')
  }
}

function inserted(text: string, part: string, random: SeededRandom): string {
  const at = random.below(text.length + 1)
  return text.slice(0, at) + part + text.slice(at)
}

function bytesOfHostile(random: SeededRandom): string {
  return Buffer.from(random.of(hostileTexts).slice(0, 5000)).toString('latin1')
}

const replaceToken: Change = (text, random) => {
  const tokens = [...text.matchAll(TOKEN)]
  if (tokens.length === 0) return changeByte(text, random)
  const { 0: token, index } = random.of(tokens)
  const alike = random.chance(0.5) ? random.of(tokens)[0] : null
  const value = alike ?? bytesOfJson(random)
  return text.slice(0, index) + value + text.slice(index + token.length)
}

function bytesOfJson(random: SeededRandom): string {
  if (random.chance(0.1)) return random.of(['1e999', '-1e999', '-0', '1E-400', '"\\ud800"', '99999999999999999999'])
  return Buffer.from(JSON.stringify(random.of(hostileValues))).toString('latin1')
}

function changeByte(text: string, random: SeededRandom): string {
  const at = random.below(Math.max(1, text.length))
  const byte = random.chance(0.5) ? random.of(EDGES) : random.below(256)
  return text.slice(0, at) + String.fromCharCode(byte) + text.slice(at + 1)
}

function changeWord(text: string, random: SeededRandom): string {
  if (text.length < 4) return changeByte(text, random)
  const bytes = Buffer.from(text, 'latin1')
  const at = random.below(bytes.length - 3)
  if (random.chance(0.5)) bytes.writeUInt32LE(random.of(WORDS), at)
  else bytes.writeUInt16LE(random.of(WORDS) & 0xffff, at)
  return bytes.toString('latin1')
}

function removePart(text: string, random: SeededRandom): string {
  const { from, to } = part(text, random)
  return text.slice(0, from) + text.slice(to)
}

function repeatPart(text: string, random: SeededRandom): string {
  const { from, to } = part(text, random)
  const times = random.chance(0.1) ? random.of([20, 200]) : 1
  return text.slice(0, to) + text.slice(from, to).repeat(times) + text.slice(to)
}

function swapPieces(text: string, random: SeededRandom): string {
  const pieces = text.split(SEPARATOR)
  const [a, b] = [random.below(pieces.length), random.below(pieces.length)]
  const swapped = pieces.with(a, pieces[b]!).with(b, pieces[a]!)
  return (random.chance(0.3) ? [...swapped, pieces[a]!] : swapped).join(SEPARATOR)
}

function spliced(text: string, other: string, random: SeededRandom): string {
  const { from, to } = part(other, random)
  const at = part(text, random)
  return text.slice(0, at.from) + other.slice(from, to) + text.slice(random.chance(0.5) ? at.from : at.to)
}

/** A part of a text: some bytes, a line, or a piece. */
function part(text: string, random: SeededRandom): { from: number; to: number } {
  const from = random.below(text.length + 1)
  const by = random.of(['', '\n', SEPARATOR])
  if (by === '') return { from, to: Math.min(text.length, from + 1 + random.below(random.of([4, 16, 256]))) }
  const start = text.lastIndexOf(by, from - 1) + 1
  const end = text.indexOf(by, from)
  return { from: start, to: end < 0 ? text.length : end + 1 }
}
