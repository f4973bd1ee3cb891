import { jpegSize } from '../../screen/jpeg-size.ts'
import type { EncodedRect } from '../../screen/picture.ts'

/** A decoded part of a picture, in pixels. */
export interface Tile {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly bitmap: ImageBitmap
}

/** A picture whose parts are being decoded. */
export interface StagedPicture {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** The decoded parts; those that are not valid JPEGs of their size are left out. */
  readonly tiles: Promise<readonly Tile[]>
}

/**
 * Starts to decode the JPEGs of a picture in parallel. One with another size than announced is left out: decoded, it could
 * be thousands of times larger, and another format could be too.
 */
export async function decodeRects(rects: readonly EncodedRect[]): Promise<readonly Tile[]> {
  const decoded = rects.map(async ({ x, y, w, h, jpeg }) => {
    const size = jpegSize(jpeg)
    if (size?.width !== w || size.height !== h) return null
    const blob = new Blob([jpeg as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' })
    const bitmap = await createImageBitmap(blob).catch(() => null)
    return bitmap ? { x, y, w, h, bitmap } : null
  })
  return (await Promise.all(decoded)).filter((tile) => tile !== null)
}

/** Draws pictures on a canvas, completely and in order of arrival. */
export class Stage<Picture extends StagedPicture> {
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D
  readonly #drawn: (picture: Picture) => void
  #last: Promise<void> = Promise.resolve()

  /** @param drawn called after each picture, even if it was not wanted */
  constructor(canvas: HTMLCanvasElement, drawn: (picture: Picture) => void) {
    this.#canvas = canvas
    this.#context = canvas.getContext('2d', { alpha: false })!
    this.#drawn = drawn
  }

  /** Queues a picture. @param isWanted called before drawing, because another share may be selected by then */
  draw(picture: Picture, isWanted: () => boolean = () => true): void {
    this.#last = this.#last.then(async () => {
      const tiles = await picture.tiles
      if (isWanted()) {
        this.#resize(picture)
        for (const { x, y, w, h, bitmap } of tiles) this.#context.drawImage(bitmap, x, y, w, h)
      }
      for (const { bitmap } of tiles) bitmap.close()
      this.#drawn(picture)
    })
  }

  /** Resizes only if needed: setting the size of a canvas clears it, even if the size is the same. */
  #resize({ width, height }: StagedPicture): void {
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
  }
}
