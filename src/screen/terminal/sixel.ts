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
