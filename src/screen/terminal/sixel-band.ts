import type { SixelWriter } from './sixel-writer.ts'

/** Rows of a band, and so the maximum number of colours in a column. */
const ROWS = 6
const NONE = -1

/**
 * A band of six rows of pixels, indexed by colour: for each colour a linked list of columns and their rows as bits.
 * Encoding takes one step per pixel, independent of the number of colours.
 */
export class SixelBand {
  /** First and last entry of each colour; NONE if it does not occur. */
  readonly #first: Int32Array
  readonly #last: Int32Array
  /** The entries: column, rows, and index of the next entry of the same colour. */
  readonly #column: Int32Array
  readonly #rows: Uint8Array
  readonly #next: Int32Array
  /** The colours that occur. */
  readonly #used: Int32Array
  #colors = 0
  #entries = 0

  /**
   * @param colors size of the palette
   * @param width pixels
   */
  constructor(colors: number, width: number) {
    this.#first = new Int32Array(colors).fill(NONE)
    this.#last = new Int32Array(colors)
    this.#column = new Int32Array(ROWS * width)
    this.#rows = new Uint8Array(ROWS * width)
    this.#next = new Int32Array(ROWS * width)
    this.#used = new Int32Array(colors)
  }

  /**
   * Adds a pixel. Columns must be added from left to right.
   *
   * @param row the row as a bit, 1 to 32
   */
  add(color: number, column: number, row: number): void {
    if (this.#first[color] === NONE) {
      this.#first[color] = this.#entries
      this.#used[this.#colors++] = color
    } else {
      const last = this.#last[color]!
      if (this.#column[last] === column) {
        this.#rows[last]! |= row
        return
      }
      this.#next[last] = this.#entries
    }
    const entry = this.#entries++
    this.#last[color] = entry
    this.#column[entry] = column
    this.#rows[entry] = row
    this.#next[entry] = NONE
  }

  /** Writes the band colour by colour, and empties it. */
  writeTo(writer: SixelWriter): void {
    for (let i = 0; i < this.#colors; i++) {
      const color = this.#used[i]!
      writer.color(color)
      this.#writeColor(this.#first[color]!, writer)
      writer.returnToLeft()
      this.#first[color] = NONE
    }
    this.#colors = 0
    this.#entries = 0
  }

  #writeColor(first: number, writer: SixelWriter): void {
    let end = 0
    for (let entry = first; entry !== NONE; ) {
      const column = this.#column[entry]!
      const rows = this.#rows[entry]!
      writer.run(0, column - end)
      end = column
      do {
        end++
        entry = this.#next[entry]!
      } while (entry !== NONE && this.#column[entry] === end && this.#rows[entry] === rows)
      writer.run(rows, end - column)
    }
  }
}
