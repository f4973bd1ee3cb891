import { limits } from './limits.ts'

/** What is told of a picture beside its pixels. */
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
 * What is wrong with a picture as far as it can be told without decoding it, in words; null where nothing is. The
 * fields by themselves are as the contract says.
 */
export function pictureComplaint({ width, height, rects, bytes }: PictureShape): string | null {
  if (width * height > limits.picturePixels) {
    return `a picture may have ${limits.picturePixels} pixels at most`
  }
  if (rects.some(({ x, y, w, h }) => x + w > width || y + h > height)) {
    return 'a rectangle reaches beyond the picture'
  }
  const sum = rects.reduce((total, rect) => total + rect.bytes, 0)
  if (sum !== bytes) return `the rectangles have ${sum} bytes, the payload ${bytes}`
  return null
}
