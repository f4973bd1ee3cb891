import sharp from 'sharp'
import type { EncodedPicture, EncodedRect, Picture } from './picture.ts'

export interface CanvasHandlers {
  /** A picture is drawn. Its pixels are those of the canvas and change with the next. */
  drawn(picture: Picture): void
  /** A picture could not be drawn, and why; what was there before stays, and a keyframe is needed. */
  failed(reason: string): void
}

/** Pictures that may wait to be drawn; beyond them a keyframe is needed. */
const MOST_WAITING = 30
const JPEG = Buffer.from([0xff, 0xd8, 0xff])
const CHANNELS = 3

/**
 * Draws pictures from the network, each over the one before. It trusts nothing in them: only JPEGs are decoded, of
 * exactly the size of their rectangle, one at a time. A keyframe takes the place of all that wait.
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

  /** What is drawn so far; null before the first keyframe. */
  get picture(): Picture | null {
    return this.#picture
  }

  /** Pictures that could not be drawn. */
  get failures(): number {
    return this.#failures
  }

  draw(picture: EncodedPicture): void {
    if (this.#closed) return
    if (picture.keyframe) this.#waiting = []
    this.#waiting.push(picture)
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting = []
      this.#fail('pictures come faster than they can be shown')
    } else if (!this.#working) void this.#work()
  }

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
    // What waits behind a bad picture builds on it, unless it begins with a keyframe.
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
        pixels.copy(
          picture.rgb,
          ((y + row) * width + x) * CHANNELS,
          row * w * CHANNELS,
          (row + 1) * w * CHANNELS,
        )
      }
    }
    this.#picture = picture
  }
}

/** @throws Error with a sentence about what is wrong with it. */
async function decode({ w, h, jpeg }: EncodedRect): Promise<Buffer> {
  if (!jpeg.subarray(0, JPEG.length).equals(JPEG)) throw new Error('a part of the picture is no JPEG')
  const image = sharp(jpeg, { limitInputPixels: w * h, sequentialRead: true })
  const decoded = image.toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { data, info } = await decoded.catch(() => {
    throw new Error('a part of the picture cannot be decoded, or is larger than it says')
  })
  if (info.width !== w || info.height !== h || info.channels !== CHANNELS) {
    throw new Error(`a part of the picture has ${info.width}x${info.height} pixels and says ${w}x${h}`)
  }
  return data
}
