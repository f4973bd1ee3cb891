import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import type { Picture } from '../picture.ts'
import type { CellArea, PictureRenderer } from './renderer.ts'
import { encodeSixel } from './sixel-encoder.ts'
import type { Extent } from './viewport.ts'

/** Rows of pixels in a band; a character holds one column of it. */
const BAND = 6

/** Makes sixels of a picture, here or elsewhere. */
export type SixelMaker = (picture: Picture) => string | Promise<string>

/** Pictures by DEC's sixels (VT330/VT340 manual, chapter 14), in a palette that is always the same. */
export class Sixel implements PictureRenderer {
  readonly #cell: Extent
  readonly #encode: SixelMaker

  /** @param cell pixels of a cell. @param encode does the work. */
  constructor(cell: Extent, encode: SixelMaker = encodeSixel) {
    this.#cell = cell
    this.#encode = encode
  }

  /** Whole bands only: what reaches below the last row of a terminal makes it scroll. */
  pixels(columns: number, rows: number): Extent {
    const height = rows * this.#cell.height
    return { width: columns * this.#cell.width, height: Math.max(BAND, height - (height % BAND)) }
  }

  async render(_: number, picture: Picture, { x, y }: CellArea): Promise<string> {
    return `\u001B[${y + 1};${x + 1}H${await this.#encode(picture)}`
  }

  /** What is written over a sixel takes it away. */
  forget(): string {
    return ''
  }
}

/** Characters of base64 in one sequence at most, as the protocol wants it. */
const MOST_CHARACTERS = 4096
/** Speed counts here, and pictures of screens are small at any level. */
const COMPRESSION = { level: 1 } as const
/** Pixels of a picture: about 15 ms of work, on a thread of zlib's. */
const MOST_PIXELS = 1280 * 720
const compress = promisify(deflate)
const APC = '\u001B_G'
const ST = '\u001B\\'
/** Ids of pictures begin here, so as not to meet those of other programs. */
const FIRST_ID = 70_000

/** Pictures by kitty's graphics protocol: RGB, compressed by zlib, in pieces of base64. Nothing is answered (`q=2`). */
export class Kitty implements PictureRenderer {
  readonly #cell: Extent

  /** @param cell pixels of a cell. */
  constructor(cell: Extent) {
    this.#cell = cell
  }

  /** No more than can be compressed in good time; the terminal enlarges what is smaller. */
  pixels(columns: number, rows: number): Extent {
    const width = columns * this.#cell.width
    const height = rows * this.#cell.height
    const scale = Math.min(1, Math.sqrt(MOST_PIXELS / (width * height)))
    return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) }
  }

  async render(key: number, { width, height, rgb }: Picture, area: CellArea): Promise<string> {
    const data = (await compress(rgb, COMPRESSION)).toString('base64')
    // The same id and placement take the place of the picture before; C=1 leaves the cursor where it is.
    const control = `a=T,f=24,o=z,s=${width},v=${height},i=${FIRST_ID + key},p=1,c=${area.width},r=${area.height},C=1,q=2`
    const parts: string[] = []
    for (let at = 0; at < data.length; at += MOST_CHARACTERS) {
      const more = at + MOST_CHARACTERS < data.length ? 1 : 0
      const keys = at === 0 ? `${control},m=${more}` : `m=${more},q=2`
      parts.push(`${APC}${keys};${data.slice(at, at + MOST_CHARACTERS)}${ST}`)
    }
    return `\u001B[${area.y + 1};${area.x + 1}H${parts.join('')}`
  }

  /** Deletes all pictures with their data: text does not cover them. */
  forget(): string {
    return `${APC}a=d,d=A,q=2${ST}`
  }
}
