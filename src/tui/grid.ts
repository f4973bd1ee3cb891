import type { Look } from './look.ts'
import type { SceneIntent } from './overlay-state.ts'
import type { CursorPosition, Region } from './region.ts'
import { glyphsOf } from './text/glyph.ts'
import type { Line } from './text/span.ts'
import type { Style, StyleName, Theme } from './theme.ts'

/** The contents of a cell: a glyph, or '' for the right half of a wide glyph. */
export interface Cell {
  readonly text: string
  readonly style: Style
}

const SPACE = ' '
/** Replaces each cell of a glyph that the terminal cannot show. */
const REPLACEMENT = '?'

/** A screen of cells with their click actions. */
export class Grid<Click = SceneIntent> {
  readonly width: number
  readonly height: number
  readonly rows: Cell[][]
  readonly #look: Look
  readonly #clicks = new Map<number, Click>()

  constructor(width: number, height: number, look: Look) {
    this.width = width
    this.height = height
    this.#look = look
    const blank = { text: SPACE, style: look.theme.text }
    this.rows = Array.from({ length: height }, () => new Array<Cell>(width).fill(blank))
  }

  /** Draws lines into a region, from its top; lines are clipped to the region. */
  place(region: Region, lines: readonly Line<Click>[]): void {
    for (let i = 0; i < Math.min(region.height, lines.length); i++) this.#draw(region, region.y + i, lines[i]!)
  }

  /** Draws a one-cell glyph, with style `style` over the background style `ground`. */
  mark(x: number, y: number, text: string, ground: StyleName, style: StyleName, inverse = false): void {
    const row = this.rows[y]
    if (row && x >= 0 && x < this.width) this.#put(row, x, { text, style: this.#styleOf(ground, style, inverse) })
  }

  /** The click action of a cell, or null. */
  clickAt(x: number, y: number): Click | null {
    return this.#clicks.get(y * this.width + x) ?? null
  }

  /** Removes all click actions, before an overlay is drawn. */
  forgetClicks(): void {
    this.#clicks.clear()
  }

  #draw({ x: left, width }: Region, y: number, { spans, base, click }: Line<Click>): void {
    const row = this.rows[y]
    if (!row) return
    const end = Math.min(this.width, left + width)
    for (let x = left; x < end; x++) this.#clicks.delete(y * this.width + x)
    let x = left
    for (const span of spans) {
      const style = this.#style(base, span.style)
      const onClick = span.click ?? click
      for (const glyph of glyphsOf(span.text)) {
        if (x + glyph.width > end) break
        const shown = this.#canShow(glyph.text)
        this.#put(row, x, { text: shown ? glyph.text : REPLACEMENT, style })
        if (glyph.width === 2) this.#put(row, x + 1, { text: shown ? '' : REPLACEMENT, style })
        if (onClick) for (let i = 0; i < glyph.width; i++) this.#clicks.set(y * this.width + x + i, onClick)
        x += glyph.width
      }
    }
    if (!base && !click) return
    const rest = { text: SPACE, style: this.#look.theme[base ?? 'text'] }
    for (; x < end; x++) {
      if (base) this.#put(row, x, rest)
      if (click) this.#clicks.set(y * this.width + x, click)
    }
  }

  /** Sets a cell; when that overwrites half of a wide glyph, the other half becomes a space. */
  #put(row: Cell[], x: number, cell: Cell): void {
    if (row[x]!.text === '' && cell.text !== '') row[x - 1] = { ...row[x - 1]!, text: SPACE }
    if (row[x + 1]?.text === '') row[x + 1] = { ...row[x + 1]!, text: SPACE }
    row[x] = cell
  }

  #canShow(text: string): boolean {
    return this.#look.unicode || /^[ -~]$/.test(text)
  }

  #style(base: StyleName | undefined, name: StyleName): Style {
    const { theme } = this.#look
    return base ? this.#styleOf(base, name, false) : theme[name]
  }

  #styleOf(ground: StyleName, name: StyleName, inverse: boolean): Style {
    const { theme } = this.#look
    if (ground === 'text' && !inverse) return theme[name]
    return compose(theme, ground, name, inverse)
  }
}

/** A frame to draw. */
export interface DrawnScreen {
  readonly grid: Grid<unknown>
  /** Cell of the cursor; null hides it. */
  readonly cursor: CursorPosition | null
}

/** Cache of combined styles, by theme, inverse and both names: a frame needs thousands. */
const compositions = new WeakMap<Theme, readonly [Compositions, Compositions]>()
type Compositions = Map<StyleName, Map<StyleName, Style>>

function compose(theme: Theme, ground: StyleName, name: StyleName, inverse: boolean): Style {
  let both = compositions.get(theme)
  if (!both) {
    both = [new Map(), new Map()]
    compositions.set(theme, both)
  }
  const kind = both[inverse ? 1 : 0]
  let over = kind.get(ground)
  if (!over) {
    over = new Map()
    kind.set(ground, over)
  }
  let style = over.get(name)
  if (!style) {
    style = { ...theme[ground], ...theme[name], ...(inverse ? { inverse } : {}) }
    over.set(name, style)
  }
  return style
}
