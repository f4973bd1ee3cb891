import type { EncodedPicture, EncodedRect, Rect } from './picture.ts'

/** The fields of a `screen` message, with a picture or a part of one, after validation. Pixels and bytes. */
export interface PicturePiece {
  /** The same for all parts of a picture. */
  readonly seq: number
  readonly width: number
  readonly height: number
  readonly keyframe: boolean
  readonly rects: readonly (Rect & { readonly bytes: number })[]
  /** Whether further parts of this picture follow. */
  readonly more?: boolean
}

interface Unfinished extends Omit<EncodedPicture, 'rects'> {
  readonly seq: number
  readonly rects: EncodedRect[]
  bytes: number
  area: number
}

/** Maximum bytes of one picture. */
export const MOST_BYTES = 8 * 1024 * 1024
/** Total area of the rectangles of one picture, as a multiple of its area. Bounds the time that decoding can take. */
export const MOST_PAINT = 2

/** Reassembles pictures from their parts. After a missing part, everything up to the next keyframe is skipped. Pure. */
export class PictureAssembler {
  #unfinished: Unfinished | null = null
  /** Width and height of the last complete picture; null if a delta would have no picture to build on. */
  #size: { width: number; height: number } | null = null

  /** Whether a keyframe is needed before the next picture can be completed. */
  get wantsKeyframe(): boolean {
    return this.#size === null && !this.#unfinished
  }

  /** Discards all state; the next picture must be a keyframe. */
  reset(): void {
    this.#unfinished = null
    this.#size = null
  }

  /**
   * Adds the next part.
   *
   * @param payload the concatenated JPEGs of the part; it is copied
   * @returns the picture if this part completes it, else null
   */
  take(part: PicturePiece, payload: Uint8Array): EncodedPicture | null {
    const picture = this.#continued(part)
    if (!picture) return null
    const copy = new Uint8Array(payload)
    let at = 0
    for (const { x, y, w, h, bytes } of part.rects) {
      picture.rects.push({ x, y, w, h, jpeg: copy.subarray(at, at + bytes) })
      picture.area += w * h
      at += bytes
    }
    picture.bytes += payload.length
    if (picture.bytes > MOST_BYTES || picture.area > MOST_PAINT * picture.width * picture.height) {
      this.reset()
      return null
    }
    if (part.more) return null
    this.#unfinished = null
    const { width, height, keyframe, rects } = picture
    this.#size = { width, height }
    return { width, height, keyframe, rects }
  }

  /** The picture that a part belongs to; null if that picture cannot be completed. */
  #continued({ seq, width, height, keyframe }: PicturePiece): Unfinished | null {
    const open = this.#unfinished
    if (open?.seq === seq) {
      if (open.width === width && open.height === height && open.keyframe === keyframe) return open
      this.reset()
      return null
    }
    // A new picture began before the previous one was complete, so its rest will not arrive.
    if (open) this.reset()
    const builds = this.#size?.width === width && this.#size.height === height
    if (!keyframe && !builds) {
      this.reset()
      return null
    }
    this.#unfinished = { seq, width, height, keyframe, rects: [], bytes: 0, area: 0 }
    return this.#unfinished
  }
}
