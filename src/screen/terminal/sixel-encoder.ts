import type { Picture } from '../picture.ts'
import { SixelBand } from './sixel-band.ts'
import { SixelWriter } from './sixel-writer.ts'

/** Levels of red, green and blue in the palette: 6 x 8 x 5 = 240 colours. Green has most because the eye is most sensitive to it. */
const REDS = 6
const GREENS = 8
const BLUES = 5
const COLORS = REDS * GREENS * BLUES
/** Rows of pixels in a band; a character encodes one column of it. */
const BAND = 6

/** The definition of the palette; sixels give colours in percent. */
const PALETTE = Array.from({ length: COLORS }, (_, i) => {
  const red = percent(Math.floor(i / (GREENS * BLUES)), REDS)
  const green = percent(Math.floor(i / BLUES) % GREENS, GREENS)
  return `#${i};2;${red};${green};${percent(i % BLUES, BLUES)}`
}).join('')

/** Thresholds of the ordered dither (4 x 4 Bayer matrix), as fractions of the step between two levels. */
const DITHER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5].map((rank) => (rank + 0.5) / 16 - 0.5)
const STEP = 255 / (GREENS - 1)

/** The contribution of a channel value to the palette index: 256 entries for each of the 16 positions of the dither. */
const RED = shares(REDS, GREENS * BLUES)
const GREEN = shares(GREENS, BLUES)
const BLUE = shares(BLUES, 1)

/**
 * Encodes a picture as a sixel sequence (DCS ... ST), with its palette and run-length encoding. Every pixel of the
 * picture takes one pixel of the terminal.
 */
export function encodeSixel({ width, height, rgb }: Picture): string {
  const writer = new SixelWriter(`\u001BP0;1;0q"1;1;${width};${height}${PALETTE}`)
  const band = new SixelBand(COLORS, width)
  for (let top = 0; top < height; top += BAND) {
    fillBand(band, { width, height, rgb }, top)
    band.writeTo(writer)
    // No newline after the last band: on the last row of a terminal it would scroll.
    if (top + BAND < height) writer.nextBand()
  }
  return writer.end('\u001B\\')
}

function fillBand(band: SixelBand, { width, height, rgb }: Picture, top: number): void {
  const bottom = Math.min(top + BAND, height)
  for (let column = 0; column < width; column++) {
    for (let row = top; row < bottom; row++) {
      const at = 3 * (row * width + column)
      const place = ((row & 3) << 10) | ((column & 3) << 8)
      const color = RED[place | rgb[at]!]! + GREEN[place | rgb[at + 1]!]! + BLUE[place | rgb[at + 2]!]!
      band.add(color, column, 1 << (row - top))
    }
  }
}

function shares(levels: number, weight: number): Uint8Array {
  return Uint8Array.from({ length: DITHER.length * 256 }, (_, i) => {
    const value = (i & 255) + DITHER[i >> 8]! * STEP
    const near = Math.max(0, Math.min(255, Math.round(value)))
    return weight * Math.round((near / 255) * (levels - 1))
  })
}

function percent(level: number, levels: number): number {
  return Math.round((level * 100) / (levels - 1))
}
