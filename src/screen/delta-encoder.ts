import { encodeRect } from './jpeg.ts'
import type { EncodedPicture, EncodedRect, Picture, Rect } from './picture.ts'
import { MAX_PIECE_BYTES } from './pieces.ts'
import { changedTiles, coverTiles, shrinkToChange, tileGrid } from './tiles.ts'

/** How a picture is to be encoded. */
export interface Encoding {
  /** 1 to 100. */
  readonly quality: number
  /** All of the picture and not only what changed. */
  readonly keyframe: boolean
  /** Whether there is room to sharpen what has come to rest. */
  readonly refine: boolean
}

/** Quality of what has come to rest. */
const REST_QUALITY = 90

/**
 * Tells of a picture only what is new since the last one it told of. What was sent with losses and then stays as it
 * is, is sent once more and sharper, a few tiles at a time.
 */
export class DeltaEncoder {
  readonly #fitting = new FittingRects()
  readonly #sharp = new FittingRects()
  /** What the watchers have, before losses; null before the first picture. */
  #sent: Picture | null = null
  #resting = new RestingTiles()

  /**
   * Encodes the next picture, which must stay as it is until then.
   * @returns null where there is nothing to tell.
   */
  async encode(picture: Picture, { quality, keyframe, refine }: Encoding): Promise<EncodedPicture | null> {
    const { width, height } = picture
    const before = this.#sent
    if (keyframe || !before || before.width !== width || before.height !== height) {
      this.#sent = { width, height, rgb: Buffer.from(picture.rgb) }
      const whole = { x: 0, y: 0, w: width, h: height }
      this.#resting.begin(picture)
      return { width, height, keyframe: true, rects: await this.#fitting.encode(picture, [whole], quality) }
    }
    const changed = changedTiles(before, picture)
    this.#resting.picture(changed)
    const parts = coverTiles(changed, picture).map((rect) => shrinkToChange(rect, before, picture))
    for (const part of parts) copyPart(picture, before, part)
    const rested = refine ? coverTiles(this.#resting.take(), picture) : []
    const rects = [
      ...(await this.#fitting.encode(picture, parts, quality)),
      ...(await this.#sharp.encode(picture, rested, REST_QUALITY)),
    ]
    return rects.length > 0 ? { width, height, keyframe: false, rects } : null
  }
}

function copyPart(from: Picture, to: Picture, { x, y, w, h }: Rect): void {
  for (let row = y; row < y + h; row++) {
    const at = 3 * (row * from.width + x)
    from.rgb.copy(to.rgb, at, at, at + 3 * w)
  }
}

/** Part of that which is aimed at: parts of a picture differ, and what turns out too large is encoded twice. */
const AIM = 0.75
/** Pixels on whose multiples is cut, as a JPEG's blocks of colour. */
const GRID = 16
/** Bytes a pixel that are expected at first, of text on a screen. */
const FIRST_GUESS = 0.13
/** How much of what was expected stays, with each rectangle that shows how it is. */
const INERTIA = 0.8

/** Encodes rectangles of any size so that no JPEG is too large: they are cut up as their contents demand. */
class FittingRects {
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

/** Pictures through which a tile must stay as it is. */
const REST = 8
/** Tiles that are taken at a time, so that what changes is not kept waiting. */
const AT_ONCE = 4

/** Which tiles of a picture were sent with losses and have not changed for a while. */
class RestingTiles {
  /** Pictures since its last change, by tile that is not sharp yet. */
  readonly #still = new Map<number, number>()

  /** Begins anew: all of the picture was sent with losses. */
  begin(picture: { width: number; height: number }): void {
    const { across, down } = tileGrid(picture)
    this.#still.clear()
    for (let tile = 0; tile < across * down; tile++) this.#still.set(tile, 0)
  }

  /** Counts a picture, in which these tiles changed. */
  picture(changed: ReadonlySet<number>): void {
    for (const [tile, pictures] of this.#still) this.#still.set(tile, pictures + 1)
    for (const tile of changed) this.#still.set(tile, 0)
  }

  /** Takes some tiles that have come to rest; they count as sharp from now on. */
  take(): Set<number> {
    const taken = new Set<number>()
    for (const [tile, pictures] of this.#still) {
      if (pictures < REST) continue
      taken.add(tile)
      this.#still.delete(tile)
      if (taken.size === AT_ONCE) break
    }
    return taken
  }
}
