import { encodeRect } from './jpeg.ts'
import type { EncodedPicture, EncodedRect, Picture, Rect } from './picture.ts'
import { MAX_PIECE_BYTES } from './pieces.ts'
import { changedTiles, coverTiles, shrinkToChange, tileGrid } from './tiles.ts'

/** How a picture is to be encoded. */
export interface Encoding {
  /** JPEG quality, 1 to 100. */
  readonly quality: number
  /** Encode the whole picture instead of the changes. */
  readonly keyframe: boolean
  /** Whether there is bandwidth to send unchanged areas again in higher quality. */
  readonly refine: boolean
}

/** JPEG quality of areas that have stopped changing. */
const REST_QUALITY = 90

/**
 * Encodes each picture as its changes since the previous one. Areas that stop changing are sent once more in higher
 * quality, a few tiles at a time.
 */
export class DeltaEncoder {
  readonly #fitting = new FittingRects()
  readonly #sharp = new FittingRects()
  /** The picture that the watchers have, before compression; null before the first picture. */
  #sent: Picture | null = null
  #resting = new RestingTiles()

  /**
   * Encodes the next picture. Its pixels must not change until the promise resolves.
   *
   * @returns null if nothing has changed
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

/** Target size as a fraction of the maximum. Density varies, and a rectangle that turns out too large is encoded twice. */
const AIM = 0.75
/** Pixels; rectangles are cut at multiples of a JPEG's 16 x 16 block (MCU) with 4:2:0 chroma. */
const GRID = 16
/** Initial estimate in bytes per pixel, for text on a screen. */
const FIRST_GUESS = 0.13
/** Weight of the previous estimate in the moving average. */
const INERTIA = 0.8

/** Encodes rectangles of any size, cutting them so that no JPEG exceeds `MAX_PIECE_BYTES`. */
class FittingRects {
  /** Moving average of bytes per pixel. */
  #density = FIRST_GUESS

  /** Encodes parts of a picture, in order. @param quality JPEG quality, 1 to 100 */
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

/** Pictures for which a tile must not change before it is refined. */
const REST = 8
/** Tiles refined per picture, so that changes are not delayed. */
const AT_ONCE = 4

/** Tracks tiles that were sent in low quality and have not changed for a while. */
class RestingTiles {
  /** Pictures since the last change, by index of each tile that is not refined yet. */
  readonly #still = new Map<number, number>()

  /** Restarts after a keyframe: no tile is refined. */
  begin(picture: { width: number; height: number }): void {
    const { across, down } = tileGrid(picture)
    this.#still.clear()
    for (let tile = 0; tile < across * down; tile++) this.#still.set(tile, 0)
  }

  /** Counts a picture in which these tiles changed. */
  picture(changed: ReadonlySet<number>): void {
    for (const [tile, pictures] of this.#still) this.#still.set(tile, pictures + 1)
    for (const tile of changed) this.#still.set(tile, 0)
  }

  /** Takes up to `AT_ONCE` unchanged tiles; they count as refined from now on. */
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
