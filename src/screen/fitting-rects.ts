import type { EncodedRect, Rect } from './picture.ts'
import { MAX_PIECE_BYTES } from './pieces.ts'

/** Target size as a fraction of the maximum. Density varies, and a rectangle that turns out too large is encoded twice. */
const AIM = 0.75
/** Pixels; rectangles are cut at multiples of a JPEG's 16 x 16 block (MCU) with 4:2:0 chroma. */
const GRID = 16
/** Initial estimate in bytes per pixel, for text on a screen. */
const FIRST_GUESS = 0.13
/** Weight of the previous estimate in the moving average. */
const INERTIA = 0.8

/** Encodes rectangles of any size, cutting them so that no JPEG exceeds `MAX_PIECE_BYTES`. */
export class FittingRects {
  /** Moving average of bytes per pixel. */
  #density = FIRST_GUESS

  /** Encodes parts of a picture, in order. @param encode encodes one rectangle of it as a JPEG */
  async encode(rects: readonly Rect[], encode: (rect: Rect) => Promise<EncodedRect>): Promise<EncodedRect[]> {
    const encoded: EncodedRect[] = []
    const left = rects.flatMap((rect) => this.#cut(rect)).reverse()
    for (let rect = left.pop(); rect; rect = left.pop()) {
      const one = await encode(rect)
      const density = one.jpeg.length / (rect.w * rect.h)
      this.#density = INERTIA * this.#density + (1 - INERTIA) * density
      if (one.jpeg.length <= MAX_PIECE_BYTES) encoded.push(one)
      else left.push(...halves(rect))
    }
    return encoded
  }

  /** Halves a rectangle until each part is expected to fit. */
  #cut(rect: Rect): Rect[] {
    const small = rect.w <= GRID && rect.h <= GRID
    if (small || rect.w * rect.h * this.#density <= AIM * MAX_PIECE_BYTES) return [rect]
    return halves(rect).flatMap((half) => this.#cut(half))
  }
}

/** Cuts a rectangle in two across its longer side. */
function halves({ x, y, w, h }: Rect): Rect[] {
  if (w >= h) {
    const first = half(w)
    return [
      { x, y, w: first, h },
      { x: x + first, y, w: w - first, h },
    ]
  }
  const first = half(h)
  return [
    { x, y, w, h: first },
    { x, y: y + first, w, h: h - first },
  ]
}

function half(length: number): number {
  return Math.max(1, length >= 2 * GRID ? Math.round(length / 2 / GRID) * GRID : length >> 1)
}
