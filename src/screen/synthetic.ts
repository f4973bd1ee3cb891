import type { Picture, PictureSource } from './picture.ts'

/** What a synthetic screen shows. */
export const patterns = ['idle', 'box', 'typing', 'scrolling', 'video'] as const
export type Pattern = (typeof patterns)[number]

const GLYPH = { width: 10, height: 18 }
const MARGIN = 24
const PAPER = 250
const INK = 30
const BOX = 96

/**
 * A generated screen for demonstrations, tests and benchmarks. It shows the same pictures on every run. `idle` is a
 * page of text, `typing` adds one letter per picture, `scrolling` scrolls it by one line per picture, `video` plays a
 * video in its middle, and `box` moves a red square across it.
 */
export class SyntheticScreen implements PictureSource {
  readonly label: string
  readonly #pattern: Pattern
  readonly #width: number
  readonly #height: number
  readonly #page: Buffer
  readonly #film: readonly Buffer[]
  #number = 0

  /** @param width pixels, like `height` */
  constructor(pattern: Pattern, width = 1920, height = 1080) {
    this.label = `synthetic ${pattern} (${width}x${height})`
    this.#pattern = pattern
    this.#width = width
    this.#height = height
    this.#page = Buffer.alloc(3 * width * height, PAPER)
    const lines = pattern === 'typing' ? Math.floor(this.#lines / 2) : this.#lines
    for (let line = 0; line < lines; line++) this.#writeLine(line, line)
    if (pattern === 'box') this.#moveBox(0)
    this.#film = pattern === 'video' ? film(this.#filmWidth, this.#filmHeight) : []
  }

  async next(): Promise<Picture> {
    const number = this.#number++
    if (number > 0) this.#change(number)
    return { width: this.#width, height: this.#height, rgb: this.#page }
  }

  async close(): Promise<void> {}

  get #lines(): number {
    return Math.floor((this.#height - 2 * MARGIN) / GLYPH.height)
  }

  get #columns(): number {
    return Math.floor((this.#width - 2 * MARGIN) / GLYPH.width)
  }

  get #filmWidth(): number {
    return Math.floor(this.#width / 32) * 16
  }

  get #filmHeight(): number {
    return Math.floor(this.#height / 32) * 16
  }

  #change(number: number): void {
    if (this.#pattern === 'typing') this.#type(number - 1)
    else if (this.#pattern === 'scrolling') this.#scroll(number)
    else if (this.#pattern === 'video') this.#play(number)
    else if (this.#pattern === 'box') this.#moveBox(number)
  }

  #type(letter: number): void {
    const free = this.#lines - Math.floor(this.#lines / 2)
    const at = letter % (free * this.#columns)
    if (at === 0 && letter > 0)
      this.#fill(MARGIN, this.#lineTop(this.#lines - free), this.#width - 2 * MARGIN, free * GLYPH.height, PAPER)
    this.#draw(Math.floor(this.#lines / 2) + Math.floor(at / this.#columns), at % this.#columns, letter * 7 + 3)
  }

  #scroll(number: number): void {
    const stride = 3 * this.#width
    const from = this.#lineTop(0) * stride
    const end = this.#lineTop(this.#lines) * stride
    this.#page.copyWithin(from, from + GLYPH.height * stride, end)
    this.#fill(0, this.#lineTop(this.#lines - 1), this.#width, GLYPH.height, PAPER)
    this.#writeLine(this.#lines - 1, this.#lines + number)
  }

  #play(number: number): void {
    const [width, height] = [this.#filmWidth, this.#filmHeight]
    const picture = this.#film[number % this.#film.length]!
    const left = (this.#width - width) >> 1
    const top = (this.#height - height) >> 1
    for (let y = 0; y < height; y++) {
      picture.copy(this.#page, 3 * ((top + y) * this.#width + left), 3 * y * width, 3 * (y + 1) * width)
    }
  }

  #moveBox(number: number): void {
    const x = (number * 16) % Math.max(1, this.#width - BOX)
    this.#fill(0, this.#height - BOX - MARGIN, this.#width, BOX, PAPER)
    this.#fill(x, this.#height - BOX - MARGIN, BOX, BOX, [220, 30, 30])
  }

  #lineTop(line: number): number {
    return MARGIN + line * GLYPH.height
  }

  #writeLine(line: number, seed: number): void {
    const length = Math.floor(this.#columns * (0.4 + 0.6 * noise(seed, 1)))
    for (let column = 0; column < length; column++) {
      if (noise(seed, 100 + column) > 0.17) this.#draw(line, column, Math.floor(noise(seed, column) * 61))
    }
  }

  /** Draws strokes in place of a letter, with about as many edges. */
  #draw(line: number, column: number, letter: number): void {
    const x = MARGIN + column * GLYPH.width
    const y = this.#lineTop(line)
    for (let stroke = 0; stroke < 4; stroke++) {
      const along = noise(letter, stroke) > 0.5
      const dx = Math.floor(noise(letter, stroke + 10) * 6)
      const dy = Math.floor(noise(letter, stroke + 20) * 11)
      this.#fill(x + dx, y + dy, along ? 8 - dx : 2, along ? 2 : 14 - dy, INK)
    }
  }

  #fill(x: number, y: number, w: number, h: number, colour: number | readonly [number, number, number]): void {
    const one = typeof colour === 'number' ? [colour, colour, colour] : colour
    const row = Buffer.alloc(3 * w, Uint8Array.from(one))
    for (let line = Math.max(0, y); line < Math.min(this.#height, y + h); line++) {
      row.copy(this.#page, 3 * (line * this.#width + x))
    }
  }
}

/** A loop of 16 pictures: slow waves with the noise of a camera. */
function film(width: number, height: number): Buffer[] {
  return Array.from({ length: 16 }, (_, number) => {
    const picture = Buffer.alloc(3 * width * height)
    const phase = (number / 16) * 2 * Math.PI
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const grain = ((Math.imul(at + number * 7919, 2654435761) >>> 24) & 15) - 8
        const wave = Math.sin(x / 37 + phase) + Math.cos(y / 29 - phase)
        picture[at++] = 128 + 50 * wave + grain
        picture[at++] = 128 + 40 * Math.sin(wave + x / 90) + grain
        picture[at++] = 128 - 40 * wave + grain
      }
    }
    return picture
  })
}

/** A pseudo-random number from 0 to 1 that depends only on its arguments. */
function noise(a: number, b: number): number {
  let hash = Math.imul(a + 1, 374761393) ^ Math.imul(b + 1, 668265263)
  hash = Math.imul(hash ^ (hash >>> 13), 1274126177)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
