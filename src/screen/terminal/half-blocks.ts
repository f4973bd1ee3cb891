import type { Picture } from '../picture.ts'
import type { CellArea, PictureRenderer } from './renderer.ts'
import type { Extent } from './viewport.ts'

/** Channel levels of the 6 x 6 x 6 colour cube of 256-colour terminals (xterm's 256colres.h). */
const LEVELS = [0, 95, 135, 175, 215, 255] as const
const CUBE = 16
const GREYS = 232
const LAST_GREY = 23

/** The index of the nearest cube level for each channel value. */
const NEAREST = Uint8Array.from({ length: 256 }, (_, value) =>
  LEVELS.reduce<number>((best, level, i) => (Math.abs(level - value) < Math.abs(LEVELS[best]! - value) ? i : best), 0),
)

/**
 * The index of the nearest of the 256 colours, from the cube (16 to 231) or the greys (232 to 255). The first 16 are
 * not used because users can redefine them.
 */
export function paletteIndex(r: number, g: number, b: number): number {
  const cube = [NEAREST[r]!, NEAREST[g]!, NEAREST[b]!] as const
  const grey = Math.max(0, Math.min(LAST_GREY, Math.round(((r + g + b) / 3 - 8) / 10)))
  const shade = 8 + 10 * grey
  const toCube = distance(r, g, b, LEVELS[cube[0]]!, LEVELS[cube[1]]!, LEVELS[cube[2]]!)
  const toGrey = distance(r, g, b, shade, shade, shade)
  return toGrey < toCube ? GREYS + grey : CUBE + 36 * cube[0] + 6 * cube[1] + cube[2]
}

function distance(r: number, g: number, b: number, r2: number, g2: number, b2: number): number {
  return (r - r2) ** 2 + (g - g2) ** 2 + (b - b2) ** 2
}

/** Bits kept per channel. Ignoring the lowest three is invisible, and writes a third less because fewer cells change. */
const MASK = 0xf8
const UPPER_HALF = '▀'
const NONE = -1
const CSI = '\u001B['

/** The colours on screen for one picture: upper and lower half of each cell in turn. */
interface Shown {
  readonly area: CellArea
  readonly colors: Int32Array
}

/** Renders two pixels per cell, one above the other, with upper half blocks (U+2580). Only changed cells are written. */
export class HalfBlocks implements PictureRenderer {
  readonly #color: (rgb: Buffer, at: number) => number
  readonly #select: (ground: 3 | 4, color: number) => string
  readonly #shown = new Map<number, Shown>()

  /** @param depth the number of colours of the terminal */
  constructor(depth: 'truecolor' | 256) {
    this.#color = depth === 256 ? nearestColor : trueColor
    this.#select = depth === 256 ? selectNearest : selectTrue
  }

  pixels(columns: number, rows: number): Extent {
    return { width: columns, height: 2 * rows }
  }

  render(key: number, { width, height, rgb }: Picture, area: CellArea): string {
    const rows = height >> 1
    const before = this.#shown.get(key)
    const known = before && sameArea(before.area, area) ? before.colors : null
    const colors = new Int32Array(2 * rows * width)
    const parts: string[] = []
    let upperNow = NONE
    let lowerNow = NONE
    for (let row = 0; row < rows; row++) {
      let cursor = NONE
      for (let column = 0; column < width; column++) {
        const pixel = 3 * (2 * row * width + column)
        const upper = this.#color(rgb, pixel)
        const lower = this.#color(rgb, pixel + 3 * width)
        const cell = 2 * (row * width + column)
        colors[cell] = upper
        colors[cell + 1] = lower
        if (known && known[cell] === upper && known[cell + 1] === lower) continue
        if (cursor !== column) parts.push(`${CSI}${area.y + row + 1};${area.x + column + 1}H`)
        cursor = column + 1
        if (lower !== lowerNow) parts.push(this.#select(4, lower))
        lowerNow = lower
        if (upper !== lower && upper !== upperNow) {
          parts.push(this.#select(3, upper))
          upperNow = upper
        }
        parts.push(upper === lower ? ' ' : UPPER_HALF)
      }
    }
    this.#shown.set(key, { area, colors })
    return parts.length === 0 ? '' : `${CSI}0m${parts.join('')}`
  }

  forget(): string {
    this.#shown.clear()
    return ''
  }
}

function sameArea(a: CellArea, b: CellArea): boolean {
  return a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height
}

function trueColor(rgb: Buffer, at: number): number {
  return ((rgb[at]! & MASK) << 16) | ((rgb[at + 1]! & MASK) << 8) | (rgb[at + 2]! & MASK)
}

function nearestColor(rgb: Buffer, at: number): number {
  return paletteIndex(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!)
}

/** The escape sequence (ECMA-48 SGR, ISO 8613-6) that selects a colour for the foreground (3) or background (4). */
function selectTrue(ground: 3 | 4, color: number): string {
  return `${CSI}${ground}8;2;${color >> 16};${(color >> 8) & 255};${color & 255}m`
}

function selectNearest(ground: 3 | 4, color: number): string {
  return `${CSI}${ground}8;5;${color}m`
}
