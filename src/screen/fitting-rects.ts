import { encodeRect } from './jpeg.ts'
import type { EncodedRect, Picture, Rect } from './picture.ts'
import { MAX_PIECE_BYTES } from './pieces.ts'

/** Part of that which is aimed at: parts of a picture differ, and what turns out too large is encoded twice. */
const AIM = 0.75
/** Pixels on whose multiples is cut, as a JPEG's blocks of colour. */
const GRID = 16
/** Bytes a pixel that are expected at first, of text on a screen. */
const FIRST_GUESS = 0.13
/** How much of what was expected stays, with each rectangle that shows how it is. */
const INERTIA = 0.8

/** Encodes rectangles of any size so that no JPEG is too large: they are cut up as their contents demand. */
export class FittingRects {
  /** Bytes a pixel, as of late. */
  #density = FIRST_GUESS

  /** Encodes these parts of a picture, in order. @param quality 1 to 100. */
  async encode(picture: Picture, rects: readonly Rect[], quality: number): Promise<EncodedRect[]> {
    const encoded: EncodedRect[] = []
    const left = rects.flatMap((rect) => this.#cut(rect)).reverse()
    for (let rect = left.pop(); rect; rect = left.pop()) {
      const one = await encodeRect(picture, rect, quality)
      const density = one.jpeg.length / (rect.w * rect.h)
      this.#density = INERTIA * this.#density + (1 - INERTIA) * density
      if (one.jpeg.length <= MAX_PIECE_BYTES) encoded.push(one)
      else left.push(...halves(rect))
    }
    return encoded
  }

  /** Halves until each is expected to fit. */
  #cut(rect: Rect): Rect[] {
    const small = rect.w <= GRID && rect.h <= GRID
    if (small || rect.w * rect.h * this.#density <= AIM * MAX_PIECE_BYTES) return [rect]
    return halves(rect).flatMap((half) => this.#cut(half))
  }
}

/** Two parts, cut across the longer side. */
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
