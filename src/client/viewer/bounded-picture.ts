import { jpegSize } from '../../screen/jpeg-size.ts'
import type { EncodedPicture } from '../../screen/picture.ts'

/** 8K, 7680x4320 pixels, which a canvas holds in 127 MiB. */
const MOST_PIXELS = 7680 * 4320
/** What every browser can draw on. */
const LONGEST_SIDE = 16_384

/**
 * A picture that no browser chokes on, whoever made it: without the pieces that are no JPEG, or one of another size
 * than told, which could be a thousand times as large once it is decoded.
 *
 * @returns null where the picture as a whole is too large
 */
export function boundedPicture(picture: EncodedPicture): EncodedPicture | null {
  const { width, height } = picture
  if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) return null
  const rects = picture.rects.filter(({ w, h, jpeg }) => {
    const size = jpegSize(jpeg)
    return size?.width === w && size.height === h
  })
  return { ...picture, rects }
}
