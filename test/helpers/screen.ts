import { fileURLToPath } from 'node:url'
import pty from '@lydell/node-pty'
import unicode11 from '@xterm/addon-unicode11'
import headless from '@xterm/headless'

const PROGRAM = fileURLToPath(new URL('../../dist/client/main.js', import.meta.url))
const PATIENCE = 60_000

/** Keys as a terminal sends them. */
export const keys = {
  enter: '\r',
  escape: '\u001B',
  tab: '\t',
  backspace: '\u007F',
  up: '\u001B[A',
  down: '\u001B[B',
  pageUp: '\u001B[5~',
  pageDown: '\u001B[6~',
  end: '\u001B[F',
  ctrlC: '\u0003',
} as const

export interface ScreenOptions {
  columns?: number
  rows?: number
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** The program below dist/; the client by default. */
  program?: string
  /** A command that runs it, with its arguments. */
  within?: readonly string[]
}

/** A program of the project at a terminal of its own, which a test can look at and type on. */
export class Screen {
  readonly #pty: pty.IPty
  readonly #terminal: headless.Terminal
  readonly #exit: Promise<number>
  readonly #watchers = new Set<() => void>()
  /** All that the program has written so far, as the terminal got it. */
  raw = ''
  ended = false

  constructor(args: readonly string[], options: ScreenOptions = {}) {
    const { columns = 100, rows = 30, env, cwd, within = [] } = options
    this.#terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 })
    this.#terminal.loadAddon(new unicode11.Unicode11Addon())
    this.#terminal.unicode.activeVersion = '11'
    const program = options.program ? fileURLToPath(new URL(`../../dist/${options.program}`, import.meta.url)) : PROGRAM
    const [command = '', ...rest] = [...within, process.execPath, program, ...args]
    this.#pty = pty.spawn(command, rest, {
      cols: columns,
      rows,
      name: 'xterm-256color',
      env: { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env },
      ...(cwd === undefined ? {} : { cwd }),
    })
    // The terminal answers what it is asked, as a real one does.
    this.#terminal.onData((answer) => this.#pty.write(answer))
    this.#pty.onData((text) => {
      this.raw += text
      this.#terminal.write(text, () => this.#look())
    })
    this.#exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.ended = true
        // What was written last has to be on the screen before anybody looks.
        this.#terminal.write('', () => {
          resolve(exitCode)
          this.#look()
        })
      })
    })
  }

  /** Its exit code, once it has ended. */
  get exit(): Promise<number> {
    return this.#exit
  }

  get pid(): number {
    return this.#pty.pid
  }

  get size(): { columns: number; rows: number } {
    return { columns: this.#terminal.cols, rows: this.#terminal.rows }
  }

  /** What stands on the screen, a row each. */
  get lines(): string[] {
    const { active } = this.#terminal.buffer
    return Array.from(
      { length: this.#terminal.rows },
      (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? '',
    )
  }

  get text(): string {
    return this.lines.join('\n')
  }

  /** Whether the terminal shows its second screen, which full-screen programs use. */
  get fullScreen(): boolean {
    return this.#terminal.buffer.active.type === 'alternate'
  }

  /** A cell: its text, how many columns it takes, its colours as numbers of the 256, -1 for the terminal's own. */
  cell(
    x: number,
    y: number,
  ): { text: string; width: number; foreground: number; background: number; bold: boolean; inverse: boolean } {
    const { active } = this.#terminal.buffer
    const cell = active.getLine(active.baseY + y)?.getCell(x)
    if (!cell) throw new Error(`There is no cell ${x}, ${y}`)
    return {
      text: cell.getChars(),
      width: cell.getWidth(),
      foreground: cell.isFgDefault() ? -1 : cell.getFgColor(),
      background: cell.isBgDefault() ? -1 : cell.getBgColor(),
      bold: cell.isBold() !== 0,
      inverse: cell.isInverse() !== 0,
    }
  }

  /** Where a text begins on the screen: column and row in cells. */
  find(text: string): { x: number; y: number } {
    const y = this.lines.findIndex((line) => line.includes(text))
    if (y < 0) throw new Error(`"${text}" is not on the screen:\n${this.text}`)
    const { active } = this.#terminal.buffer
    const line = active.getLine(active.baseY + y)!
    for (let x = 0; x < this.#terminal.cols; x++) {
      if (line.translateToString(true, x).startsWith(text)) return { x, y }
    }
    throw new Error(`"${text}" is within a wide cell`)
  }

  type(text: string): void {
    this.#pty.write(text)
  }

  /** Pastes, as a terminal with bracketed paste does. */
  paste(text: string): void {
    this.#pty.write(`\u001B[200~${text}\u001B[201~`)
  }

  /** Says that the person looks at another window, or at this again. */
  look(on: boolean): void {
    this.#pty.write(on ? '\u001B[I' : '\u001B[O')
  }

  /** Presses the left mouse button on a cell. */
  click(x: number, y: number): void {
    this.#pty.write(`\u001B[<0;${x + 1};${y + 1}M\u001B[<0;${x + 1};${y + 1}m`)
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows)
    this.#pty.resize(columns, rows)
  }

  /** Resolves once the screen is as `wanted` says: it holds a text, matches a pattern, or passes a test. */
  shows(wanted: string | RegExp | ((screen: string) => boolean), patience = PATIENCE): Promise<void> {
    const there = () => {
      const { text } = this
      if (typeof wanted === 'string') return text.includes(wanted)
      return wanted instanceof RegExp ? wanted.test(text) : wanted(text)
    }
    return new Promise((resolve, reject) => {
      const settle = (then: () => void) => {
        clearTimeout(timer)
        this.#watchers.delete(poll)
        then()
      }
      const fail = (why: string) =>
        settle(() => reject(new Error(`${why} before ${wanted} was seen; on the screen stands:\n${this.text}`)))
      const timer = setTimeout(fail, patience, `${patience} ms passed`)
      const poll = () => {
        if (there()) settle(resolve)
        else if (this.ended) fail('the program ended')
      }
      this.#watchers.add(poll)
      poll()
    })
  }

  /** The terminal takes nothing any more, as one whose connection hangs, until `thaw`. */
  freeze(): void {
    this.#pty.pause()
  }

  thaw(): void {
    this.#pty.resume()
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal)
  }

  /** Ends the program if it still runs. */
  async stop(): Promise<void> {
    if (this.ended) return
    const killer = setTimeout(() => this.#pty.kill('SIGKILL'), 60_000)
    this.#pty.kill('SIGTERM')
    await this.#exit
    clearTimeout(killer)
  }

  #look(): void {
    for (const poll of this.#watchers) poll()
  }
}
