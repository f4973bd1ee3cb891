import type { SixelWriter } from './sixel-writer.ts'

/** Rows of a band, and so colours that a column has at most. */
const ROWS = 6
const NONE = -1

/**
 * A band of six rows of pixels, sorted by colour: for each colour a list of the columns in which it occurs and of the
 * rows there, as bits. The work is thus one step a pixel, however many colours there are.
 */
export class SixelBand {
  /** Of each colour its first and last entry; NONE where the band has none of it. */
  readonly #first: Int32Array
  readonly #last: Int32Array
  /** The entries: column, rows, and the next of the same colour. */
  readonly #column: Int32Array
  readonly #rows: Uint8Array
  readonly #next: Int32Array
  /** The colours that occur. */
  readonly #used: Int32Array
  #colors = 0
  #entries = 0

  /** @param colors of the palette. @param width pixels. */
  constructor(colors: number, width: number) {
    this.#first = new Int32Array(colors).fill(NONE)
    this.#last = new Int32Array(colors)
    this.#column = new Int32Array(ROWS * width)
    this.#rows = new Uint8Array(ROWS * width)
    this.#next = new Int32Array(ROWS * width)
    this.#used = new Int32Array(colors)
  }

  /** Notes a pixel. Columns come from left to right. @param row as a bit. */
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

  /** Writes it, one colour over the other, and is empty then. */
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
