import type { PictureHeader } from '../../protocol/viewer-messages.ts'

const LENGTH_BYTES = 4

/** A decoded part of a picture, in pixels. */
interface Tile {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly bitmap: ImageBitmap
}

/** A picture whose parts are being decoded. */
export interface IncomingPicture {
  readonly header: PictureHeader
  readonly bytes: number
  /** The decoded parts; those that are not valid JPEGs are left out. */
  readonly tiles: Promise<readonly Tile[]>
}

/**
 * Parses a binary message and starts to decode its JPEGs in parallel.
 *
 * @param message in the format described at `PictureHeader`
 */
export function readPicture(message: ArrayBuffer): IncomingPicture {
  const headerLength = new DataView(message).getUint32(0)
  const text = new TextDecoder().decode(new Uint8Array(message, LENGTH_BYTES, headerLength))
  const header = JSON.parse(text) as PictureHeader
  let at = LENGTH_BYTES + headerLength
  const decoded = header.rects.map(async ({ x, y, w, h, bytes }) => {
    const jpeg = new Blob([new Uint8Array(message, at, bytes)], { type: 'image/jpeg' })
    at += bytes
    const bitmap = await createImageBitmap(jpeg).catch(() => null)
    return bitmap ? { x, y, w, h, bitmap } : null
  })
  const tiles = Promise.all(decoded).then((all) => all.filter((tile) => tile !== null))
  return { header, bytes: message.byteLength, tiles }
}

/** Draws pictures on the canvas, completely and in order of arrival. */
export class Stage {
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D
  readonly #drawn: (picture: IncomingPicture) => void
  #last: Promise<void> = Promise.resolve()

  /** @param drawn called after each picture, even if it was not wanted */
  constructor(canvas: HTMLCanvasElement, drawn: (picture: IncomingPicture) => void) {
    this.#canvas = canvas
    this.#context = canvas.getContext('2d', { alpha: false })!
    this.#drawn = drawn
  }

  /** Queues a picture. @param isWanted called before drawing, because another share may be selected by then */
  draw(picture: IncomingPicture, isWanted: () => boolean): void {
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
  #resize({ header: { width, height } }: IncomingPicture): void {
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
  }
}

/** ms of the sliding window. */
const SPAN = 2000

/** Measures the rate and size of drawn pictures over the last 2 s. */
export class Pace {
  #arrivals: { at: number; bytes: number }[] = []

  /** Counts a picture of `bytes` at the time `at` (ms). */
  add(at: number, bytes: number): void {
    this.#arrivals.push({ at, bytes })
  }

  /** Pictures and bytes per second, over the 2 s before `now` (ms on the same clock as `add`). */
  measure(now: number): { pictures: number; bytes: number } {
    this.#arrivals = this.#arrivals.filter(({ at }) => now - at < SPAN)
    const bytes = this.#arrivals.reduce((sum, one) => sum + one.bytes, 0)
    return { pictures: (this.#arrivals.length * 1000) / SPAN, bytes: (bytes * 1000) / SPAN }
  }
}
