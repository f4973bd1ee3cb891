import type { EncodedPicture, EncodedRect, Rect } from './picture.ts'

/** A message with a picture or a part of one, as it came over the wire, its measures checked. */
export interface PicturePiece {
  /** The same for all parts of a picture. */
  readonly seq: number
  readonly width: number
  readonly height: number
  readonly keyframe: boolean
  readonly rects: readonly (Rect & { readonly bytes: number })[]
  /** More of this picture follows. */
  readonly more?: boolean
}

interface Unfinished extends Omit<EncodedPicture, 'rects'> {
  readonly seq: number
  readonly rects: EncodedRect[]
  bytes: number
  area: number
}

/** Bytes of one picture at most. */
const MOST_BYTES = 8 * 1024 * 1024
/** Times a picture may be painted over by its own rectangles: what more would cost is not worth decoding. */
const MOST_PAINT = 2

/** Puts pictures together from their parts. Where one is missing, all up to the next keyframe are left out. Pure. */
export class PictureAssembler {
  #unfinished: Unfinished | null = null
  /** Width and height of the last whole picture; null where deltas have nothing to build on. */
  #size: { width: number; height: number } | null = null

  /** Whether nothing more comes out of it before a keyframe. */
  get wantsKeyframe(): boolean {
    return this.#size === null && !this.#unfinished
  }

  /** Forgets all before; nothing comes out of it before a keyframe. */
  reset(): void {
    this.#unfinished = null
    this.#size = null
  }

  /**
   * Takes the next part. @returns a picture where it is whole now.
   * @param payload the JPEGs of the part one after another; it is copied.
   */
  take(part: PicturePiece, payload: Uint8Array): EncodedPicture | null {
    const picture = this.#continued(part)
    if (!picture) return null
    const copy = Buffer.from(payload)
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

  /** The picture that a part belongs to; null where it belongs to none that can be finished. */
  #continued({ seq, width, height, keyframe }: PicturePiece): Unfinished | null {
    const open = this.#unfinished
    if (open?.seq === seq) {
      if (open.width === width && open.height === height && open.keyframe === keyframe) return open
      this.reset()
      return null
    }
    // The rest of the one before never comes.
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
