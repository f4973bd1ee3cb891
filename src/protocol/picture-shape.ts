import { ok, type Result, refused } from '../lib/result.ts'
import { limits } from './limits.ts'

/** The layout of a picture, as the header of a `screen` message gives it. Pixels and bytes. */
export interface PictureShape {
  readonly width: number
  readonly height: number
  readonly rects: readonly {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
    readonly bytes: number
  }[]
  readonly bytes: number
}

/**
 * Checks the layout of a picture without decoding it. Expects the fields to have passed the schema. Refused with what
 * is wrong, as the second part of an error message.
 */
export function checkPicture({ width, height, rects, bytes }: PictureShape): Result<undefined> {
  if (width * height > limits.picturePixels) {
    return refused(`the picture has more than ${limits.picturePixels} pixels`)
  }
  if (rects.some(({ x, y, w, h }) => x + w > width || y + h > height)) {
    return refused('a rectangle extends outside the picture')
  }
  const sum = rects.reduce((total, rect) => total + rect.bytes, 0)
  if (sum !== bytes) return refused(`the rectangles add up to ${sum} bytes, but the payload has ${bytes}`)
  return ok(undefined)
}
