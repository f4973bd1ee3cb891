/** Letters of a line that are looked at; some programs draw without ever ending one. */
const LONGEST_LINE = 4_096

/** The lines that a program writes while it works, of which only what may explain a failure is kept. */
export class CommandLines {
  readonly #onLine: (line: string) => void
  readonly #decoder = new TextDecoder()
  #rest = ''
  #last = ''
  #error = ''

  /** @param onLine told each line; one that is drawn over (`\r`) counts as ended */
  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  hear(bytes: Uint8Array): void {
    const parts = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/[\r\n]+/)
    this.#rest = parts.pop()!.slice(0, LONGEST_LINE)
    for (const line of parts) this.#take(line.slice(0, LONGEST_LINE))
  }

  /** The last line that calls itself an error, or else the last of all: a usage often follows the error. */
  get complaint(): string {
    this.#take(this.#rest)
    this.#rest = ''
    return this.#error || this.#last
  }

  #take(line: string): void {
    if (line.trim() === '') return
    this.#last = line
    if (/\berror\b/i.test(line)) this.#error = line
    this.#onLine(line)
  }
}
