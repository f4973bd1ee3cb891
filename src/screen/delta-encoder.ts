import sharp from 'sharp'
import { FittingRects } from './fitting-rects.ts'
import type { EncodedPicture, EncodedRect, Encoding, Picture, PictureEncoder, Rect } from './picture.ts'
import { RestingTiles } from './resting-tiles.ts'
import { coverTiles } from './tile-grid.ts'
import { changedTiles, shrinkToChange } from './tiles.ts'

// Small pictures gain nothing from several threads, which would compete with voice.
sharp.concurrency(1)
sharp.cache(false)

/** Quality from which chroma keeps full resolution, so that coloured text stays sharp. */
const FULL_COLOUR = 88

/** JPEG quality of areas that have stopped changing. */
export const REST_QUALITY = 90

/**
 * Encodes each picture as its changes since the previous one. Areas that stop changing are sent once more in higher
 * quality, a few tiles at a time.
 */
export class DeltaEncoder implements PictureEncoder {
  readonly #fitting = new FittingRects()
  readonly #sharp = new FittingRects()
  /** The picture that the watchers have, before compression; null before the first picture. */
  #sent: Picture | null = null
  readonly #resting = new RestingTiles()

  /**
   * Encodes the next picture. Its pixels must not change until the promise resolves.
   *
   * @returns null if nothing has changed
   */
  async encode(picture: Picture, { quality, keyframe, refine }: Encoding): Promise<EncodedPicture | null> {
    const { width, height } = picture
    const encoding = (rect: Rect) => encodeRect(picture, rect, quality)
    const before = this.#sent
    if (keyframe || !before || before.width !== width || before.height !== height) {
      this.#sent = { width, height, rgb: Buffer.from(picture.rgb) }
      const whole = { x: 0, y: 0, w: width, h: height }
      this.#resting.begin(picture)
      return { width, height, keyframe: true, rects: await this.#fitting.encode([whole], encoding) }
    }
    const changed = changedTiles(before, picture)
    this.#resting.picture(changed)
    const parts = coverTiles(changed, picture).map((rect) => shrinkToChange(rect, before, picture))
    for (const part of parts) copyPart(picture, before, part)
    const rested = refine ? coverTiles(this.#resting.take(), picture) : []
    const rects = [
      ...(await this.#fitting.encode(parts, encoding)),
      ...(await this.#sharp.encode(rested, (rect) => encodeRect(picture, rect, REST_QUALITY))),
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

/**
 * Encodes part of a picture as a baseline JPEG.
 *
 * @param rect must lie within the picture
 * @param quality 1 to 100
 */
async function encodeRect(picture: Picture, rect: Rect, quality: number): Promise<EncodedRect> {
  const { width, height, rgb } = picture
  const jpeg = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .extract({ left: rect.x, top: rect.y, width: rect.w, height: rect.h })
    .jpeg({
      quality,
      // Optimized Huffman tables would save a tenth of the bytes for twice the time.
      optimizeCoding: false,
      chromaSubsampling: quality >= FULL_COLOUR ? '4:4:4' : '4:2:0',
    })
    .toBuffer()
  return { ...rect, jpeg }
}
