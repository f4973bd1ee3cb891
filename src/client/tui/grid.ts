import type { Intent } from './intent.ts'
import type { Region } from './layout.ts'
import type { Look } from './look.ts'
import { glyphsOf } from './text/glyph.ts'
import type { Line } from './text/span.ts'
import type { Style, StyleName } from './theme.ts'

/** What stands in a cell: a glyph, or '' to the right of a wide one. */
export interface Cell {
  readonly text: string
  readonly style: Style
}

const SPACE = ' '

/** A screenful of cells, and what a click on each does. */
export class Grid {
  readonly width: number
  readonly height: number
  readonly rows: Cell[][]
  readonly #look: Look
  readonly #clicks = new Map<number, Intent>()
  readonly #styles = new Map<string, Style>()

  constructor(width: number, height: number, look: Look) {
    this.width = width
    this.height = height
    this.#look = look
    const blank = { text: SPACE, style: look.theme.text }
    this.rows = Array.from({ length: height }, () => new Array<Cell>(width).fill(blank))
  }

  /** Draws lines into a region, from its top; what does not fit is cut, what is left is blank. */
  place(region: Region, lines: readonly Line[]): void {
    for (let i = 0; i < Math.min(region.height, lines.length); i++)
      this.#draw(region, region.y + i, lines[i]!)
  }

  /** What a click on a cell does, null where nothing. */
  clickAt(x: number, y: number): Intent | null {
    return this.#clicks.get(y * this.width + x) ?? null
  }

  #draw({ x: left, width }: Region, y: number, { spans, base, click }: Line): void {
    const row = this.rows[y]
    if (!row) return
    const end = Math.min(this.width, left + width)
    let x = left
    for (const span of spans) {
      const style = this.#style(base, span.style)
      const onClick = span.click ?? click
      for (const glyph of glyphsOf(span.text)) {
        if (x + glyph.width > end) break
        row[x] = { text: this.#shown(glyph.text), style }
        if (glyph.width === 2) row[x + 1] = { text: '', style }
        if (onClick) for (let i = 0; i < glyph.width; i++) this.#clicks.set(y * this.width + x + i, onClick)
        x += glyph.width
      }
    }
    if (!base && !click) return
    const rest = { text: SPACE, style: this.#look.theme[base ?? 'text'] }
    for (; x < end; x++) {
      if (base) row[x] = rest
      if (click) this.#clicks.set(y * this.width + x, click)
    }
  }

  #shown(text: string): string {
    return this.#look.unicode || /^[ -~]$/.test(text) ? text : '?'
  }

  #style(base: StyleName | undefined, name: StyleName): Style {
    const { theme } = this.#look
    if (!base) return theme[name]
    const key = `${base} ${name}`
    let style = this.#styles.get(key)
    if (!style) {
      style = { ...theme[base], ...theme[name] }
      this.#styles.set(key, style)
    }
    return style
  }
}
