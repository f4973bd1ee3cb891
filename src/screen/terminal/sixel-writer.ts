/** A shorter run takes fewer bytes without run-length encoding. */
const SHORTEST_RUN = 4
/** `?`, the character for six empty rows; the rows are added to it as bits. */
const EMPTY = 63
const NUMBER_SIGN = 35
const DOLLAR = 36
const EXCLAMATION = 33
const MINUS = 45
const ZERO = 48
/** Maximum bytes of one item: a run or a colour. */
const LONGEST = 16
const FIRST_ROOM = 256 * 1024

/** Writes sixels byte by byte into a growing buffer, which is several times as fast as building strings. */
export class SixelWriter {
  #buffer = Buffer.allocUnsafe(FIRST_ROOM)
  #at: number

  /** @param head written before the first band; ASCII, less than 256 KiB */
  constructor(head: string) {
    this.#at = this.#buffer.write(head, 'latin1')
  }

  /** Selects the colour of the following runs. */
  color(index: number): void {
    this.#makeRoom()
    this.#buffer[this.#at++] = NUMBER_SIGN
    this.#number(index)
  }

  /** Writes `length` equal columns; each bit of `rows` is a row, the lowest bit at the top. */
  run(rows: number, length: number): void {
    if (length === 0) return
    this.#makeRoom()
    const character = EMPTY + rows
    if (length < SHORTEST_RUN) {
      for (let i = 0; i < length; i++) this.#buffer[this.#at++] = character
      return
    }
    this.#buffer[this.#at++] = EXCLAMATION
    this.#number(length)
    this.#buffer[this.#at++] = character
  }

  /** Returns to the left edge of the band, for the next colour. */
  returnToLeft(): void {
    this.#makeRoom()
    this.#buffer[this.#at++] = DOLLAR
  }

  /** Moves to the left edge of the next band. */
  nextBand(): void {
    this.#makeRoom()
    this.#buffer[this.#at++] = MINUS
  }

  /** Ends the sequence. @param tail written after the last band @returns the whole sequence */
  end(tail: string): string {
    return this.#buffer.toString('latin1', 0, this.#at) + tail
  }

  #number(value: number): void {
    if (value > 9) this.#number(Math.floor(value / 10))
    this.#buffer[this.#at++] = ZERO + (value % 10)
  }

  #makeRoom(): void {
    if (this.#at + LONGEST <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(2 * this.#buffer.length)
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}
