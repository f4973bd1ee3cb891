import type { EncodedPicture, EncodedRect, Rect } from './picture.ts'

/** Bytes of payload that a piece has at most: what voice on the same connection may have to wait for. */
export const MAX_PIECE_BYTES = 12 * 1024
/** Rectangles in a piece at most, so that its line stays short. */
export const MAX_PIECE_RECTS = 64

/** A part of a picture as it goes over the wire: the fields of a `screen` message and its payload. */
export interface Piece {
  readonly fields: {
    readonly seq: number
    readonly width: number
    readonly height: number
    readonly keyframe: boolean
    readonly rects: (Rect & { readonly bytes: number })[]
    /** There where more pieces of the same picture follow. */
    readonly more?: true
    /** Length of the payload. */
    readonly bytes: number
  }
  /** The JPEGs one after another. */
  readonly payload: Uint8Array
}

/**
 * Divides a picture into pieces, so that voice on the same connection never waits behind a large one.
 * @param seq number of the picture.
 * @throws RangeError where a rectangle alone is larger than a piece may be.
 */
export function piecesOf({ width, height, keyframe, rects }: EncodedPicture, seq: number): Piece[] {
  const groups = grouped(rects)
  return groups.map((group, index) => {
    const payload = Buffer.concat(group.map(({ jpeg }) => jpeg))
    const more = index < groups.length - 1 ? { more: true as const } : {}
    const told = group.map(({ x, y, w, h, jpeg }) => ({ x, y, w, h, bytes: jpeg.length }))
    return {
      fields: { seq, width, height, keyframe, rects: told, ...more, bytes: payload.length },
      payload,
    }
  })
}

function grouped(rects: readonly EncodedRect[]): EncodedRect[][] {
  const groups: EncodedRect[][] = []
  let room = 0
  for (const rect of rects) {
    const { length } = rect.jpeg
    if (length > MAX_PIECE_BYTES) throw new RangeError(`A rectangle of ${length} bytes`)
    const last = groups.at(-1)
    if (last && length <= room && last.length < MAX_PIECE_RECTS) {
      last.push(rect)
      room -= length
    } else {
      groups.push([rect])
      room = MAX_PIECE_BYTES - length
    }
  }
  return groups
}
