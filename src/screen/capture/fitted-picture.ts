import sharp, { type Sharp } from 'sharp'
import type { Picture, Rect } from '../picture.ts'

/** Pixels of the highest picture. */
const MAX_HEIGHT = 2_160

/** An image of a screen as raw bytes, red, green, blue and alpha a pixel, or as a file. */
export type Image = Buffer | { readonly width: number; readonly height: number; readonly rgba: Buffer }

/**
 * A picture of an image, made smaller where it is too large.
 * @param region the part that is wanted, null for all.
 * @param maxWidth pixels.
 */
export async function fittedPicture(image: Image, region: Rect | null, maxWidth: number): Promise<Picture> {
  const { data, info } = await opaque(image, region).raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  if (width <= maxWidth && height <= MAX_HEIGHT) return { width, height, rgb: data }
  // With alpha it would take three times as long.
  const smaller = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(maxWidth, MAX_HEIGHT, { fit: 'inside', withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { width: smaller.info.width, height: smaller.info.height, rgb: smaller.data }
}

function opaque(image: Image, region: Rect | null): Sharp {
  const whole = Buffer.isBuffer(image)
    ? sharp(image)
    : sharp(image.rgba, { raw: { width: image.width, height: image.height, channels: 4 } })
  const part = region
    ? whole.extract({ left: region.x, top: region.y, width: region.w, height: region.h })
    : whole
  return part.removeAlpha().toColourspace('srgb')
}
