import { FittingRects } from '../../screen/fitting-rects.ts'
import type { EncodedPicture, EncodedRect, Encoding, PictureEncoder, Rect } from '../../screen/picture.ts'
import { RestingTiles } from '../../screen/resting-tiles.ts'
import { coverTiles, TILE, tileGrid } from '../../screen/tile-grid.ts'

/** JPEG quality of areas that have stopped changing, 0 to 100. */
const REST_QUALITY = 90

/** A picture in a browser: the canvas it was drawn on, and its pixels. */
export interface PagePicture {
  readonly canvas: OffscreenCanvas
  /** 4 bytes per pixel. */
  readonly pixels: ImageData
}

/**
 * Encodes each picture as its changes since the previous one, in JPEGs that fit in a message. Areas that stop changing are sent
 * once more in higher quality.
 */
export class TileEncoder implements PictureEncoder<PagePicture> {
  readonly #fitting = new FittingRects()
  readonly #sharp = new FittingRects()
  readonly #resting = new RestingTiles()
  #sent: ImageData | null = null

  async encode(picture: PagePicture, { quality, keyframe, refine }: Encoding): Promise<EncodedPicture | null> {
    const { canvas, pixels } = picture
    const { width, height } = pixels
    const before = this.#sent
    this.#sent = pixels
    const encoding = (rect: Rect) => encodeRect(canvas, rect, quality)
    if (keyframe || before?.width !== width || before.height !== height) {
      this.#resting.begin(pixels)
      const rects = await this.#fitting.encode([{ x: 0, y: 0, w: width, h: height }], encoding)
      return { width, height, keyframe: true, rects }
    }
    const changed = changedTiles(before, pixels)
    this.#resting.picture(changed)
    const rested = refine ? coverTiles(this.#resting.take(), pixels) : []
    const rects = [
      ...(await this.#fitting.encode(coverTiles(changed, pixels), encoding)),
      ...(await this.#sharp.encode(rested, (rect) => encodeRect(canvas, rect, REST_QUALITY))),
    ]
    return rects.length > 0 ? { width, height, keyframe: false, rects } : null
  }
}

/** Tiles in which two pictures of the same size differ, counted row by row. */
export function changedTiles(before: ImageData, after: ImageData): Set<number> {
  const { width, height } = after
  const [old, now] = [before, after].map(({ data }) => new Uint32Array(data.buffer)) as [Uint32Array, Uint32Array]
  const { across } = tileGrid(after)
  const changed = new Set<number>()
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / TILE) * across
    for (let column = 0; column < across; column++) {
      if (changed.has(row + column)) continue
      const from = y * width + column * TILE
      const to = y * width + Math.min(width, (column + 1) * TILE)
      for (let i = from; i < to; i++) {
        if (old[i] === now[i]) continue
        changed.add(row + column)
        break
      }
    }
  }
  return changed
}

async function encodeRect(canvas: OffscreenCanvas, rect: Rect, quality: number): Promise<EncodedRect> {
  const { x, y, w, h } = rect
  const part = new OffscreenCanvas(w, h)
  part.getContext('2d', { alpha: false })!.drawImage(canvas, x, y, w, h, 0, 0, w, h)
  const blob = await part.convertToBlob({ type: 'image/jpeg', quality: quality / 100 })
  return { ...rect, jpeg: new Uint8Array(await blob.arrayBuffer()) }
}
