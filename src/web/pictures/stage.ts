import { jpegSize } from '../../screen/jpeg-size.ts'
import type { EncodedPicture, EncodedRect } from '../../screen/picture.ts'

/** A decoded part of a picture, in pixels. */
export interface Tile {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly bitmap: ImageBitmap
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
export class Stage {
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D
  readonly #resized: (width: number, height: number) => void
  #size = ''
  #isClosed = false
  #last: Promise<void> = Promise.resolve()

  /** @param resized called after the first picture, and after each of another size; pixels */
  constructor(canvas: HTMLCanvasElement, resized: (width: number, height: number) => void) {
    this.#canvas = canvas
    this.#context = canvas.getContext('2d', { alpha: false })!
    this.#resized = resized
  }

  /** Draws nothing more: the canvas may show another share by now. */
  close(): void {
    this.#isClosed = true
  }

  /** Queues a picture. */
  draw({ width, height, rects }: EncodedPicture): void {
    const decoded = decodeRects(rects)
    this.#last = this.#last.then(async () => {
      const tiles = await decoded
      if (this.#isClosed) return
      // Setting the size of a canvas clears it, even if the size is the same.
      if (this.#canvas.width !== width) this.#canvas.width = width
      if (this.#canvas.height !== height) this.#canvas.height = height
      for (const { x, y, w, h, bitmap } of tiles) {
        this.#context.drawImage(bitmap, x, y, w, h)
        bitmap.close()
      }
      if (this.#size === `${width} ${height}`) return
      this.#size = `${width} ${height}`
      this.#resized(width, height)
    })
  }
}
