import type { Picture } from '../picture.ts'
import type { CellArea, PictureRenderer } from './renderer.ts'
import type { Extent } from './viewport.ts'

/** Levels of red, green and blue in the palette: 6 x 8 x 5 = 240 colours, the eye being sharpest for green. */
const REDS = 6
const GREENS = 8
const BLUES = 5
const COLORS = REDS * GREENS * BLUES
/** Rows of pixels in a band; a character holds one column of it. */
const BAND = 6
const FIRST_CHARACTER = 63
const SHORTEST_RUN = 4

/** What each value of a channel adds to the index of its colour. */
const RED = shares(REDS, GREENS * BLUES)
const GREEN = shares(GREENS, BLUES)
const BLUE = shares(BLUES, 1)

/** The palette, in percent as sixels want it. */
const PALETTE = Array.from({ length: COLORS }, (_, i) => {
  const red = percent(Math.floor(i / (GREENS * BLUES)), REDS)
  const green = percent(Math.floor(i / BLUES) % GREENS, GREENS)
  return `#${i};2;${red};${green};${percent(i % BLUES, BLUES)}`
}).join('')

/** Thresholds of an ordered dither (Bayer, 4 x 4), in parts of a step between two colours. */
const DITHER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((rank) => (rank + 0.5) / 16 - 0.5)
const STEP = 255 / (GREENS - 1)

/** Pictures by DEC's sixels (VT330/VT340 manual, chapter 14), in a palette that is always the same. */
export class Sixel implements PictureRenderer {
  readonly #cell: Extent

  /** @param cell pixels of a cell. */
  constructor(cell: Extent) {
    this.#cell = cell
  }

  /** Whole bands only: what reaches below the last row of a terminal makes it scroll. */
  pixels(columns: number, rows: number): Extent {
    const height = rows * this.#cell.height
    return { width: columns * this.#cell.width, height: Math.max(BAND, height - (height % BAND)) }
  }

  render(_: number, picture: Picture, { x, y }: CellArea): string {
    return `\u001B[${y + 1};${x + 1}H${encodeSixel(picture)}`
  }

  /** What is written over a sixel takes it away. */
  forget(): string {
    return ''
  }
}

/** A picture as sixels. A band is written colour by colour, each with run lengths. */
export function encodeSixel({ width, height, rgb }: Picture): string {
  const parts = [`\u001BP0;1;0q"1;1;${width};${height}${PALETTE}`]
  // For each colour of a band, which pixels of each column have it.
  const bits = new Uint8Array(COLORS * width)
  for (let top = 0; top < height; top += BAND) {
    const used = fillBand(bits, width, Math.min(BAND, height - top), rgb, top)
    for (const color of used) {
      const from = color * width
      parts.push(`#${color}${runs(bits.subarray(from, from + width))}$`)
      bits.fill(0, from, from + width)
    }
    // Not behind the last: at the foot of a terminal all would move up.
    if (top + BAND < height) parts.push('-')
  }
  parts.push('\u001B\\')
  return parts.join('')
}

/** Notes the colours of a band. @returns those that occur. */
function fillBand(bits: Uint8Array, width: number, rows: number, rgb: Buffer, top: number): Set<number> {
  const used = new Set<number>()
  let last = -1
  for (let row = 0; row < rows; row++) {
    let at = 3 * (top + row) * width
    for (let column = 0; column < width; column++, at += 3) {
      const dither = DITHER[4 * ((top + row) & 3) + (column & 3)]! * STEP
      const color =
        RED[near(rgb[at]! + dither)]! +
        GREEN[near(rgb[at + 1]! + dither)]! +
        BLUE[near(rgb[at + 2]! + dither)]!
      bits[color * width + column]! |= 1 << row
      if (color !== last) used.add(color)
      last = color
    }
  }
  return used
}

function runs(columns: Uint8Array): string {
  let end = columns.length
  while (end > 0 && columns[end - 1] === 0) end--
  let text = ''
  for (let at = 0; at < end; ) {
    const value = columns[at]!
    let length = 1
    while (at + length < end && columns[at + length] === value) length++
    const character = String.fromCharCode(FIRST_CHARACTER + value)
    text += length < SHORTEST_RUN ? character.repeat(length) : `!${length}${character}`
    at += length
  }
  return text
}

function near(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : Math.round(value)
}

function shares(levels: number, weight: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, value) => weight * Math.round((value / 255) * (levels - 1)))
}

function percent(level: number, levels: number): number {
  return Math.round((level * 100) / (levels - 1))
}
