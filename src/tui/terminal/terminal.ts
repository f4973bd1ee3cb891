import type { ReadStream, WriteStream } from 'node:tty'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { withTimeout } from '../../lib/timeout.ts'
import type { DrawnScreen } from '../grid.ts'
import type { Size } from '../region.ts'
import type { Style } from '../theme.ts'
import { type BlessedScreen, openBlessed } from './blessed.ts'
import { InputDecoder } from './input-decoder.ts'
import type { TerminalEvent } from './key.ts'

/** Mouse buttons and drags in SGR form, focus, bracketed paste, key releases by the kitty protocol. */
const MODES_ON = '\u001B[?1002h\u001B[?1006h\u001B[?1004h\u001B[?2004h\u001B[>2u'
const MODES_OFF = '\u001B[<u\u001B[?2004l\u001B[?1004l\u001B[?1006l\u001B[?1002l'
/** Queries the kitty keyboard protocol; a terminal that answers reports key releases. */
const ASK_KITTY = '\u001B[?u'
/** Synchronized output (DEC mode 2026), with the cursor saved and restored. */
const BEGIN_UPDATE = '\u001B[?2026h\u001B7'
const END_UPDATE = '\u001B8\u001B[?2026l'
/** Status query (DSR 5), and the reply, which follows once all earlier output was processed. */
const ASK_LIFE = '\u001B[5n'
export const SIGN_OF_LIFE = '\u001B[0n'
/** Saves and restores the title of the window (XTWINOPS). */
const PUSH_TITLE = '\u001B[22;2t'
const POP_TITLE = '\u001B[23;2t'
/** Bytes queued for a slow terminal above which frames are skipped. */
const BACKLOG = 32 * 1024
/** ms to wait for a slow terminal to be restored. */
const FAREWELL = 1_000
/** Maximum characters of a notification. */
const MAX_NOTE = 120

export interface TerminalHandlers {
  input(event: TerminalEvent): void
  resized(size: Size): void
  /** The terminal has caught up after a frame was skipped. */
  drained(): void
  /** The terminal is gone. */
  gone(): void
}

/** A full-screen terminal: shows frames, decodes input, and restores the terminal on exit. */
export class Terminal {
  readonly #input: ReadStream
  readonly #output: WriteStream
  readonly #clock: Clock
  readonly #screen: BlessedScreen
  readonly #decoder: InputDecoder
  readonly #handlers: TerminalHandlers
  #closed = false
  #skipped = false
  #title: string | null = null
  readonly #onData = (bytes: Buffer) => this.#decoder.write(bytes)
  readonly #onEnd = () => this.#handlers.gone()
  readonly #onCrash = () => this.close()

  constructor(input: ReadStream, output: WriteStream, clock: Clock, handlers: TerminalHandlers) {
    this.#input = input
    this.#output = output
    this.#clock = clock
    this.#handlers = handlers
    this.#decoder = new InputDecoder(clock, (event) => handlers.input(event))
    this.#screen = openBlessed(output)
    this.#screen.on('resize', () => handlers.resized(this.size))
    input.setRawMode(true)
    input.on('data', this.#onData)
    input.resume()
    input.on('end', this.#onEnd)
    input.on('error', this.#onEnd)
    output.on('error', this.#onEnd)
    output.on('drain', () => {
      if (!this.#skipped) return
      this.#skipped = false
      handlers.drained()
    })
    // A crash message must be printed on the restored terminal.
    process.prependListener('uncaughtException', this.#onCrash)
    process.prependListener('exit', this.#onCrash)
    setBlocking(output, false)
    output.write(MODES_ON + ASK_KITTY)
  }

  /** Whether output is still queued. */
  get behind(): boolean {
    return this.#output.writableLength > 0
  }

  /** In cells. */
  get size(): Size {
    return { columns: this.#output.columns || 80, rows: this.#output.rows || 24 }
  }

  /** Shows a frame, writing only changed cells. Skips the frame while too much output is queued. */
  show({ grid, cursor }: DrawnScreen): void {
    if (this.#closed) return
    if (this.#output.writableLength > BACKLOG) {
      this.#skipped = true
      return
    }
    const { lines, program } = this.#screen
    for (let y = 0; y < Math.min(grid.height, lines.length); y++) {
      const row = grid.rows[y]!
      const line = lines[y]!
      for (let x = 0; x < Math.min(grid.width, line.length); x++) {
        const cell = row[x]!
        const target = line[x]!
        const attribute = attributeOf(cell.style)
        // blessed draws the right half of a wide glyph with the left half.
        const text = cell.text === '' ? '\0' : cell.text
        if (target[0] === attribute && target[1] === text) continue
        target[0] = attribute
        target[1] = text
        line.dirty = true
      }
    }
    this.#screen.draw(0, lines.length - 1)
    if (cursor) {
      program.cup(cursor.y, cursor.x)
      program.showCursor()
    } else {
      program.hideCursor()
    }
  }

  /** Makes the next frame repaint every cell, after other output on the screen. */
  redraw(): void {
    this.#screen.realloc()
  }

  /** Writes the escape sequences of a picture, keeping cursor and colours. The terminal replies when it was shown. */
  paint(sequences: string): void {
    this.#write(`${BEGIN_UPDATE}${sequences}${END_UPDATE}${ASK_LIFE}`)
  }

  /** Rings the bell. */
  ring(): void {
    this.#write('\u0007')
  }

  /** Shows a desktop notification, if the terminal supports OSC 9 (iTerm2, kitty, Windows) or OSC 777 (urxvt, foot). */
  notify(title: string, text: string): void {
    const clean = (part: string) => cleanLine(part).replaceAll(';', ',').slice(0, MAX_NOTE)
    const form = /^(rxvt|foot)/.test(process.env.TERM ?? '')
      ? `777;notify;${clean(title)};${clean(text)}`
      : `9;${clean(title)}: ${clean(text)}`
    this.#write(`\u001B]${form}\u001B\\`)
  }

  /** Sets the title of the window, where the terminal has one; null restores the title from before. */
  title(text: string | null): void {
    if (text === this.#title) return
    if (this.#title === null) this.#write(PUSH_TITLE)
    this.#title = text
    this.#write(text === null ? POP_TITLE : `\u001B]2;${cleanLine(text).slice(0, MAX_NOTE)}\u001B\\`)
  }

  /** Restores the terminal. May be called again. */
  close(): void {
    if (this.#closed) return
    this.title(null)
    this.#closed = true
    process.removeListener('uncaughtException', this.#onCrash)
    process.removeListener('exit', this.#onCrash)
    this.#decoder.close()
    this.#input.off('data', this.#onData)
    this.#input.off('end', this.#onEnd)
    // Queued output is lost when the process exits, so the last writes block, unless the terminal is stuck.
    if (!this.behind) setBlocking(this.#output, true)
    this.#output.write(MODES_OFF)
    this.#screen.destroy()
    if (!this.#input.destroyed) this.#input.setRawMode(false)
    this.#input.pause()
  }

  /** Restores the terminal and resolves when that was written, or after a timeout. */
  async farewell(): Promise<void> {
    this.close()
    const written = new Promise<void>((resolve) => this.#output.write('', () => resolve()))
    await withTimeout(this.#clock, FAREWELL, written, () => {})
  }

  #write(text: string): void {
    if (!this.#closed) this.#output.write(text)
  }
}

/** blessed's number for the terminal's default colour. */
const OWN_COLOR = 0x1ff
const BOLD = 1
const UNDERLINE = 2
const INVERSE = 8

const known = new WeakMap<Style, number>()

/** A style in blessed's cell format: flags from bit 18, foreground from bit 9, background from bit 0. */
function attributeOf(style: Style): number {
  let attribute = known.get(style)
  if (attribute === undefined) {
    const flags = (style.bold ? BOLD : 0) | (style.underline ? UNDERLINE : 0) | (style.inverse ? INVERSE : 0)
    attribute = (flags << 18) | ((style.fg ?? OWN_COLOR) << 9) | (style.bg ?? OWN_COLOR)
    known.set(style, attribute)
  }
  return attribute
}

interface Handle {
  setBlocking?(on: boolean): number
}

/**
 * Sets whether writes to a terminal block. Node blocks by default, so that no output is lost at exit, but with a slow
 * or stopped terminal that would stall voice too. The handle is not a public interface of Node; without it, the
 * default stays.
 */
function setBlocking(output: WriteStream, on: boolean): void {
  const { _handle } = output as WriteStream & { _handle?: Handle | null }
  _handle?.setBlocking?.(on)
}
