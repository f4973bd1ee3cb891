import type { EncodedPicture, EncodedRect, Rect } from '../../screen/picture.ts'

/** Bytes of JPEGs that are kept for those who are behind. */
const MOST_BYTES = 16 * 1024 * 1024
/** A busy screen has some hundred regions that change apart. */
const MOST_PIECES = 1024

interface Piece extends EncodedRect {
  version: number
}

/**
 * The newest picture as the JPEGs that make it up, never decoded: the last keyframe, and of what came after it all
 * that nothing newer covers. Whoever has seen it up to some version is told what is new since then, however long
 * ago that was; so a page that is slow or late costs no memory of its own.
 */
export class Mosaic {
  #pieces: Piece[] = []
  #bytes = 0
  #width = 0
  #height = 0
  #version = 0
  #keyframe = 0
  /** Who has seen less than this version lacks pieces that are forgotten. */
  #reach = Number.POSITIVE_INFINITY

  /** Counts the pictures; 0 before the first keyframe. */
  get version(): number {
    return this.#version
  }

  /** Takes the next picture. One that builds upon a keyframe that never came is passed over. */
  add({ width, height, keyframe, rects }: EncodedPicture): void {
    const sameSize = width === this.#width && height === this.#height
    if (!keyframe && !sameSize) {
      this.#forget()
      return
    }
    this.#version++
    if (keyframe) {
      this.#pieces = []
      this.#bytes = 0
      this.#keyframe = this.#version
      this.#reach = 0
      this.#width = width
      this.#height = height
    }
    this.#keep((piece) => !rects.some((rect) => covers(rect, piece)))
    for (const { x, y, w, h, jpeg } of rects) {
      this.#pieces.push({ x, y, w, h, jpeg, version: this.#version })
      this.#bytes += jpeg.length
    }
    this.#evict()
  }

  /**
   * What is new since a version, oldest first, to be drawn one over the other; all of it since 0.
   * @returns null where that is no longer known, and only a keyframe helps
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
  }

  /** Makes room, but never at the cost of the newest picture. */
  #evict(): void {
    let gone = 0
    while (this.#bytes > MOST_BYTES || this.#pieces.length - gone > MOST_PIECES) {
      const oldest = this.#pieces[gone]!
      if (oldest.version === this.#version) break
      this.#bytes -= oldest.jpeg.length
      this.#reach = Math.max(this.#reach, oldest.version)
      gone++
    }
    this.#pieces.splice(0, gone)
  }

  #forget(): void {
    this.#pieces = []
    this.#bytes = 0
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
