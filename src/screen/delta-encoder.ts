import { FittingRects } from './fitting-rects.ts'
import type { EncodedPicture, Picture, Rect } from './picture.ts'
import { RestingTiles } from './resting-tiles.ts'
import { changedTiles, coverTiles, shrinkToChange } from './tiles.ts'

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
