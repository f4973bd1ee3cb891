import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import type { Picture } from '../picture.ts'
import type { CellArea, PictureRenderer } from './renderer.ts'
import { encodeSixel } from './sixel-encoder.ts'
import type { Extent } from './viewport.ts'

/** Rows of pixels in a band of sixels; a character encodes one column of it. */
const BAND = 6

/** Encodes a picture as sixels, in this or another thread. */
export type SixelMaker = (picture: Picture) => string | Promise<string>

/** Renders pictures as DEC sixels (VT330/VT340 Programmer Reference Manual, chapter 14) with a fixed palette. */
export class Sixel implements PictureRenderer {
  readonly #cell: Extent
  readonly #encode: SixelMaker

  /** @param cell size of a cell in pixels */
  constructor(cell: Extent, encode: SixelMaker = encodeSixel) {
    this.#cell = cell
    this.#encode = encode
  }

  /** Whole bands only: a band that extends below the last row makes the terminal scroll. */
  pixels(columns: number, rows: number): Extent {
    const height = rows * this.#cell.height
    return { width: columns * this.#cell.width, height: Math.max(BAND, height - (height % BAND)) }
  }

  async render(_: number, picture: Picture, { x, y }: CellArea): Promise<string> {
    return `\u001B[${y + 1};${x + 1}H${await this.#encode(picture)}`
  }

  /** Text written over sixels erases them, so nothing has to be deleted. */
  forget(): string {
    return ''
  }
}

/** Maximum base64 characters in one escape sequence, as the protocol requires. */
const MOST_CHARACTERS = 4096
/** Fastest level: pictures of screens compress well at any level. */
const COMPRESSION = { level: 1 } as const
/** Maximum pixels of a picture: about 15 ms of compression, on a thread of the zlib pool. */
const MOST_PIXELS = 1280 * 720
const compress = promisify(deflate)
const APC = '\u001B_G'
const ST = '\u001B\\'
/** First image id, chosen not to collide with those of other programs. */
const FIRST_ID = 70_000

/**
 * Renders pictures with the kitty graphics protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol): RGB,
 * compressed with zlib, in chunks of base64. Responses of the terminal are suppressed (`q=2`).
 */
export class Kitty implements PictureRenderer {
  readonly #cell: Extent

  /** @param cell size of a cell in pixels */
  constructor(cell: Extent) {
    this.#cell = cell
  }

  /** Limited to what can be compressed quickly; the terminal scales the picture up to the area. */
  pixels(columns: number, rows: number): Extent {
    const width = columns * this.#cell.width
    const height = rows * this.#cell.height
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)))
    return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
  }

  async render(key: number, { width, height, rgb }: Picture, area: CellArea): Promise<string> {
    const data = (await compress(rgb, COMPRESSION)).toString('base64')
    // Using the same image id and placement replaces the previous picture. C=1 does not move the cursor.
    const control = `a=T,f=24,o=z,s=${width},v=${height},i=${FIRST_ID + key},p=1,c=${area.width},r=${area.height},C=1,q=2`
    const parts: string[] = []
    for (let at = 0; at < data.length; at += MOST_CHARACTERS) {
      const more = at + MOST_CHARACTERS < data.length ? 1 : 0
      const keys = at === 0 ? `${control},m=${more}` : `m=${more},q=2`
      parts.push(`${APC}${keys};${data.slice(at, at + MOST_CHARACTERS)}${ST}`)
    }
    return `\u001B[${area.y + 1};${area.x + 1}H${parts.join('')}`
  }

  /** Deletes all pictures and their data, because text does not cover them. */
  forget(): string {
    return `${APC}a=d,d=A,q=2${ST}`
  }
}
