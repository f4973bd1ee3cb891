import type { Writable } from 'node:stream'
import type { WriteStream } from 'node:tty'
import { cleanLine, cleanText, safeJson } from './text.ts'

const ERASE_LINE = '\r\u001B[K'

/**
 * Text for a terminal, a pipe or a file. Whatever came from the network, from file and device names or from the
 * environment passes through here before a terminal can obey it. Nothing else in the programs writes to the standard
 * streams but the full screen and sound, which have `rawStdout`.
 */
export class TextOutput {
  readonly #stream: () => Writable & Partial<Pick<WriteStream, 'isTTY'>>

  constructor(stream: () => Writable & Partial<Pick<WriteStream, 'isTTY'>>) {
    this.#stream = stream
  }

  get isTerminal(): boolean {
    return this.#stream().isTTY === true
  }

  /** Writes one line, whatever line ends the text has. */
  line(text: string): void {
    this.#stream().write(`${cleanLine(text)}\n`)
  }

  /** Writes a text of the program's own, whose line ends stay. */
  text(text: string): void {
    this.#stream().write(`${cleanText(text)}\n`)
  }

  /** Writes a value as a line of JSON, with escapes for what a terminal would obey. */
  json(value: unknown): void {
    this.#stream().write(`${safeJson(JSON.stringify(value))}\n`)
  }

  /** Writes a question, and stays on its line. */
  question(text: string): void {
    this.#stream().write(`${cleanText(text)} `)
  }

  /** Replaces the current line of a terminal; '' erases it. */
  status(text: string): void {
    if (this.isTerminal) this.#stream().write(`${ERASE_LINE}${cleanLine(text)}`)
  }

  /** Calls back when writing fails, as when the reader of a pipe is gone. */
  onError(callback: (error: NodeJS.ErrnoException) => void): void {
    this.#stream().on('error', callback)
  }
}

/** The standard output, and the standard error output, of this process. */
export const stdout = new TextOutput(() => process.stdout)
export const stderr = new TextOutput(() => process.stderr)

/** The standard output for what is no text: the full screen, whose cells hold no control characters, and sound. */
export function rawStdout(): WriteStream {
  return process.stdout
}

/** Whether the command line asks for JSON, before it has been parsed. */
export function isJsonWanted(argv: readonly string[] = process.argv.slice(2)): boolean {
  const end = argv.indexOf('--')
  return argv.slice(0, end < 0 ? argv.length : end).includes('--json')
}

/**
 * Writes why the program or a command failed: a sentence to the standard error output or, for scripts that asked for
 * JSON, an object to the output that they read.
 * @param code exit code
 * @param json default: whether the command line asks for it
 */
export function writeFailure(
  code: number,
  message: string,
  { json = isJsonWanted(), output = stdout }: { json?: boolean; output?: TextOutput } = {},
): void {
  if (json) output.json({ event: 'failed', code, message: cleanLine(message) })
  else stderr.text(message)
}

/** Where commander writes help and errors. A usage error is JSON where the command line asks for JSON. */
export const commanderOutput = {
  writeOut: (text: string) => stdout.text(text.trimEnd()),
  writeErr: (text: string) => {
    if (isJsonWanted()) writeFailure(USAGE_ERROR, text.trim().replace(/^error: /, ''))
    else stderr.text(text.trimEnd())
  },
}
const USAGE_ERROR = 2
