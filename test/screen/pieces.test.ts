import { describe, expect, it } from 'vitest'
import type { EncodedPicture } from '../../src/screen/picture.ts'
import { MAX_PIECE_BYTES, MAX_PIECE_RECTS, piecesOf } from '../../src/screen/pieces.ts'

function pictureOf(...sizes: number[]): EncodedPicture {
  const rects = sizes.map((size, x) => ({ x, y: 2, w: 1, h: 1, jpeg: Buffer.alloc(size, x) }))
  return { width: sizes.length, height: 3, keyframe: true, rects }
}

describe('piecesOf', () => {
  it('keeps the order of rectangles, at most 12 KiB per piece, with more on all but the last', () => {
    const picture = pictureOf(7_000, 7_000, 5_000, 12_288, 1, 2)
    const pieces = piecesOf(picture, 7)
    expect(pieces.map(({ fields }) => fields.more)).toEqual([true, true, true, undefined])
    for (const { fields, payload } of pieces) {
      expect(fields).toMatchObject({ seq: 7, width: 6, height: 3, keyframe: true, bytes: payload.length })
      expect(payload.length).toBeLessThanOrEqual(12 * 1024)
      expect(fields.rects.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(payload.length)
    }
    expect(Buffer.concat(pieces.map(({ payload }) => payload))).toEqual(
      Buffer.concat(picture.rects.map(({ jpeg }) => jpeg)),
    )
    expect(pieces.flatMap(({ fields }) => fields.rects.map(({ x }) => x))).toEqual([0, 1, 2, 3, 4, 5])
  })

  it('limits the rectangles per piece, so that its line stays short', () => {
    const pieces = piecesOf(pictureOf(...Array<number>(200).fill(10)), 1)
    expect(pieces.map(({ fields }) => fields.rects.length)).toEqual([64, 64, 64, 8])
    expect(JSON.stringify(pieces[0]!.fields).length).toBeLessThan(64 * MAX_PIECE_RECTS)
  })

  it('throws when a rectangle is larger than a piece', () => {
    expect(() => piecesOf(pictureOf(MAX_PIECE_BYTES + 1), 1)).toThrow(RangeError)
  })
})
