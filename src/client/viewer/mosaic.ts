import { MOST_BYTES, MOST_PAINT } from '../../screen/assembler.ts'
import type { EncodedPicture, EncodedRect, Rect } from '../../screen/picture.ts'

/** Most pieces; a busy screen has a few hundred regions that change independently. */
const MOST_PIECES = 1024

interface Piece extends EncodedRect {
  version: number
}

/**
 * The latest picture as the JPEGs that it consists of, never decoded: the last keyframe and all later pieces that no
 * newer piece covers. A page gets the changes since the version it has seen, however old, so that slow or late pages
 * need no buffers of their own.
 */
export class Mosaic {
  #pieces: Piece[] = []
  #bytes = 0
  #area = 0
  #width = 0
  #height = 0
  #version = 0
  #keyframe = 0
  /** Oldest version from which the changes are still complete. */
  #reach = Number.POSITIVE_INFINITY

  /** Number of pictures so far; 0 before the first keyframe. */
  get version(): number {
    return this.#version
  }

  /** Takes the next picture. One without its keyframe is ignored. */
  add({ width, height, keyframe, rects }: EncodedPicture): void {
    const sameSize = width === this.#width && height === this.#height
    if (!keyframe && !sameSize) {
      this.#forget()
      return
    }
    this.#version++
    if (keyframe) {
      this.#pieces = []
      this.#keyframe = this.#version
      this.#reach = 0
      this.#width = width
      this.#height = height
    }
    this.#keep((piece) => !rects.some((rect) => covers(rect, piece)))
    for (const { x, y, w, h, jpeg } of rects) {
      this.#pieces.push({ x, y, w, h, jpeg, version: this.#version })
      this.#bytes += jpeg.length
      this.#area += w * h
    }
    this.#evict()
  }

  /**
   * The pieces that are newer than a version, oldest first, to be drawn one over the other; everything since 0.
   * @returns null if the version is too old, and a keyframe is needed
   */
  since(version: number): EncodedPicture | null {
    if (version < this.#reach) return null
    return {
      width: this.#width,
      height: this.#height,
      keyframe: version < this.#keyframe,
      rects: this.#pieces.filter((piece) => piece.version > version),
    }
  }

  #keep(isKept: (piece: Piece) => boolean): void {
    this.#pieces = this.#pieces.filter(isKept)
    this.#bytes = this.#pieces.reduce((sum, { jpeg }) => sum + jpeg.length, 0)
    this.#area = this.#pieces.reduce((sum, { w, h }) => sum + w * h, 0)
  }

  /** Drops the oldest pieces beyond the limits of what a page assembles, but none of the newest picture. */
  #evict(): void {
    let gone = 0
    const most = MOST_PAINT * this.#width * this.#height
    while (this.#bytes > MOST_BYTES || this.#area > most || this.#pieces.length - gone > MOST_PIECES) {
      const oldest = this.#pieces[gone]!
      if (oldest.version === this.#version) break
      this.#bytes -= oldest.jpeg.length
      this.#area -= oldest.w * oldest.h
      this.#reach = Math.max(this.#reach, oldest.version)
      gone++
    }
    this.#pieces.splice(0, gone)
  }

  #forget(): void {
    this.#pieces = []
    this.#reach = Number.POSITIVE_INFINITY
  }
}

function covers(above: Rect, below: Rect): boolean {
  return (
    above.x <= below.x &&
    above.y <= below.y &&
    above.x + above.w >= below.x + below.w &&
    above.y + above.h >= below.y + below.h
  )
}
