import type { SeededRandom } from './seeded-random.ts'

/** A part of the programs that reads what others wrote, as the fuzzer sees it. */
export interface Target {
  readonly name: string
  /** What is read, for the help. */
  readonly doc: string
  /** Inputs that always begin the corpus: examples of the format. */
  readonly examples: readonly Buffer[]
  /** Words of the format, which mutations insert. */
  readonly dictionary: readonly string[]
  /** Draws an input of its own, apart from mutations. */
  draw?(random: SeededRandom): Buffer
  /** Reads an input. Resolves to what went wrong, or to null. Exceptions count as wrong. */
  run(input: Buffer): Promise<string | null> | string | null
  /** ms of CPU that one input may take, all threads together. */
  readonly mostCpu?: number
  /** Releases what was opened with it. */
  close?(): Promise<void>
}

/** Opens a target, with what it needs beside the input, such as a folder or a server. */
export type OpenTarget = () => Promise<Target>

/** Separates the pieces of an input, each of which arrives alone. No valid text of any format contains it. */
export const SEPARATOR = '\x1e'

/** The pieces of an input. */
export function piecesOf(input: Buffer): Buffer[] {
  return input
    .toString('latin1')
    .split(SEPARATOR)
    .map((piece) => Buffer.from(piece, 'latin1'))
}

/** The input that has these pieces, given with a character for each byte. */
export function joined(...pieces: readonly string[]): Buffer {
  return Buffer.from(pieces.join(SEPARATOR), 'latin1')
}

/** A text with a character for each byte of its UTF-8. */
export function bytesOf(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** What is wrong if a reader throws anything but a sentence for the user; null if nothing is. */
export async function onlySentences(read: () => unknown): Promise<string | null> {
  try {
    await read()
    return null
  } catch (error) {
    const { name, stack } = error as Error
    return ['RangeError', 'TypeError', 'SyntaxError', 'ReferenceError'].includes(name) ? `an exception: ${stack}` : null
  }
}
