/** Below this a run is shorter written out. */
const SHORTEST_RUN = 4
/** The character of six empty rows; the rows are added as bits. */
const EMPTY = 63
const NUMBER_SIGN = 35
const DOLLAR = 36
const EXCLAMATION = 33
const MINUS = 45
const ZERO = 48
/** Bytes of the longest thing that is written at once: a run, or a colour. */
const LONGEST = 16
const FIRST_ROOM = 256 * 1024

/** Writes sixels byte by byte into a buffer that grows: strings would cost several times as much. */
export class SixelWriter {
  #buffer = Buffer.allocUnsafe(FIRST_ROOM)
  #at: number

  /** @param head what stands before the first band, in ASCII and shorter than 256 KiB. */
  constructor(head: string) {
    this.#at = this.#buffer.write(head, 'latin1')
  }

  /** What follows has this colour. */
  color(index: number): void {
    this.#makeRoom()
    this.#buffer[this.#at++] = NUMBER_SIGN
    this.#number(index)
  }

  /** So many columns of the same rows, each a bit of `rows`. */
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

  /** The next colour is written over this one. */
  returnToLeft(): void {
    this.#makeRoom()
    this.#buffer[this.#at++] = DOLLAR
  }

  nextBand(): void {
    this.#makeRoom()
    this.#buffer[this.#at++] = MINUS
  }

  /** @param tail what stands behind the last band. @returns all of it. */
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
