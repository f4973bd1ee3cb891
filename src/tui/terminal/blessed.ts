import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, type Writable } from 'node:stream'
import type { Widgets } from 'blessed'
import { eastAsianWidth } from 'get-east-asian-width'

const require = createRequire(import.meta.url)
const TERMINAL = 'xterm-256color'

/** The parts of blessed's screen that its types omit: the cell buffer and the drawing of changed cells. */
export interface BlessedScreen extends Widgets.Screen {
  lines: ([attribute: number, text: string][] & { dirty: boolean })[]
  draw(start: number, end: number): void
  realloc(): void
}

/**
 * Opens blessed's screen on a terminal, with three workarounds: blessed gets its own xterm terminfo entry, because its
 * parser fails on modern ones; borders use Unicode instead of the alternate character set; and emoji are two cells
 * wide.
 *
 * Keys are read by `InputDecoder`: blessed's reader drops input in the same chunk as a mouse report, splits pastes into
 * keys and has no key releases.
 */
export function openBlessed(output: Writable): BlessedScreen {
  const folder = mkdtempSync(join(tmpdir(), 'parlor-terminfo-'))
  const restore = setEnvironment({ TERMINFO: folder, NCURSES_NO_UTF8_ACS: '1' })
  try {
    mkdirSync(join(folder, TERMINAL[0]!))
    copyFileSync(require.resolve(`blessed/usr/${TERMINAL}`), join(folder, TERMINAL[0]!, TERMINAL))
    const unicode = require('blessed/lib/unicode') as { charWidth(text: string | number, at?: number): number }
    unicode.charWidth = (text, at = 0) => {
      const point = typeof text === 'number' ? text : text.codePointAt(at)
      return point ? eastAsianWidth(point) : 0
    }
    const blessed = require('blessed') as typeof import('blessed')
    return blessed.screen({
      input: new PassThrough(),
      output,
      terminal: TERMINAL,
      fullUnicode: true,
      forceUnicode: true,
      smartCSR: false,
      warnings: false,
    } as unknown as Widgets.IScreenOptions) as BlessedScreen
  } finally {
    restore()
    rmSync(folder, { recursive: true, force: true })
  }
}

function setEnvironment(variables: Record<string, string>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}
