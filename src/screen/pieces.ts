import type { EncodedPicture, EncodedRect, Rect } from './picture.ts'

/** Maximum payload of a piece in bytes. Voice on the same connection may have to wait for this much. */
export const MAX_PIECE_BYTES = 12 * 1024
/** Maximum rectangles in a piece, to keep its line short. */
export const MAX_PIECE_RECTS = 64

/** A part of a picture on the wire: the fields of a `screen` message and its payload. */
export interface Piece {
  readonly fields: {
    readonly seq: number
    readonly width: number
    readonly height: number
    readonly keyframe: boolean
    readonly rects: (Rect & { readonly bytes: number })[]
    /** Set if further pieces of the same picture follow. */
    readonly more?: true
    /** Length of the payload. */
    readonly bytes: number
  }
  /** The concatenated JPEGs. */
  readonly payload: Uint8Array
}

/**
 * Splits a picture into pieces, so that voice on the same connection never waits behind a large message.
 *
 * @param seq sequence number of the picture
 * @throws RangeError if a single rectangle exceeds `MAX_PIECE_BYTES`
 */
export function piecesOf({ width, height, keyframe, rects }: EncodedPicture, seq: number): Piece[] {
  const groups = grouped(rects)
  return groups.map((group, index) => {
    const payload = concatenated(group.map(({ jpeg }) => jpeg))
    const more = index < groups.length - 1 ? { more: true as const } : {}
    const placed = group.map(({ x, y, w, h, jpeg }) => ({ x, y, w, h, bytes: jpeg.length }))
    return { fields: { seq, width, height, keyframe, rects: placed, ...more, bytes: payload.length }, payload }
  })
}

function grouped(rects: readonly EncodedRect[]): EncodedRect[][] {
  const groups: EncodedRect[][] = []
  let room = 0
  for (const rect of rects) {
    const { length } = rect.jpeg
    if (length > MAX_PIECE_BYTES) throw new RangeError(`A rectangle has ${length} bytes`)
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

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
