import sharp from 'sharp'
import type { EncodedPicture, EncodedRect, Picture } from './picture.ts'

export interface CanvasHandlers {
  /** A picture was drawn. It shares its pixels with the canvas, which change with the next picture. */
  drawn(picture: Picture): void
  /** A picture could not be drawn, with the reason. The previous picture stays, and a keyframe is needed. */
  failed(reason: string): void
}

/** Pictures that may be queued. If there are more, all are dropped and a keyframe is needed. */
const MOST_WAITING = 30
const JPEG = [0xff, 0xd8, 0xff]
const CHANNELS = 3

/**
 * Decodes pictures from the network and draws each over the previous one. The data is untrusted: only JPEGs of exactly
 * the size of their rectangle are decoded, one at a time. A keyframe replaces all queued pictures.
 */
export class Canvas {
  readonly #handlers: CanvasHandlers
  #waiting: EncodedPicture[] = []
  #working = false
  #picture: Picture | null = null
  #closed = false
  #failures = 0

  constructor(handlers: CanvasHandlers) {
    this.#handlers = handlers
  }

  /** The current picture; null before the first keyframe. */
  get picture(): Picture | null {
    return this.#picture
  }

  /** Number of pictures that could not be drawn. */
  get failures(): number {
    return this.#failures
  }

  /** Queues a picture to be decoded and drawn. */
  draw(picture: EncodedPicture): void {
    if (this.#closed) return
    if (picture.keyframe) this.#waiting = []
    this.#waiting.push(picture)
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting = []
      this.#fail('pictures arrive faster than they can be drawn')
    } else if (!this.#working) void this.#work()
  }

  /** Drops queued pictures; no handler is called any more. */
  close(): void {
    this.#closed = true
    this.#waiting = []
  }

  async #work(): Promise<void> {
    this.#working = true
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      try {
        await this.#paint(next)
        if (!this.#closed) this.#handlers.drawn(this.#picture!)
      } catch (error) {
        this.#fail((error as Error).message)
      }
    }
    this.#working = false
  }

  #fail(reason: string): void {
    // Queued pictures build on the failed one, unless they begin with a keyframe.
    if (!this.#waiting[0]?.keyframe) this.#waiting = []
    this.#failures++
    if (!this.#closed) this.#handlers.failed(reason)
  }

  async #paint({ width, height, rects }: EncodedPicture): Promise<void> {
    let picture = this.#picture
    if (picture?.width !== width || picture.height !== height) {
      picture = { width, height, rgb: Buffer.alloc(width * height * CHANNELS) }
    }
    for (const rect of rects) {
      const pixels = await decode(rect)
      const { x, y, w, h } = rect
      for (let row = 0; row < h; row++) {
        pixels.copy(picture.rgb, ((y + row) * width + x) * CHANNELS, row * w * CHANNELS, (row + 1) * w * CHANNELS)
      }
    }
    this.#picture = picture
  }
}

/** Decodes a JPEG to w x h x 3 bytes (RGB). @throws Error if it is not a JPEG of exactly that size */
async function decode({ w, h, jpeg }: EncodedRect): Promise<Buffer> {
  if (JPEG.some((byte, i) => jpeg[i] !== byte)) throw new Error('part of the picture is not a JPEG')
  const image = sharp(jpeg, { limitInputPixels: w * h, sequentialRead: true })
  const decoded = image.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { data, info } = await decoded.catch(() => {
    throw new Error('part of the picture cannot be decoded, or is larger than announced')
  })
  if (info.width !== w || info.height !== h || info.channels !== CHANNELS) {
    throw new Error(`part of the picture has ${info.width}x${info.height} pixels instead of ${w}x${h}`)
  }
  return data
}
