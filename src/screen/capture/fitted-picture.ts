import sharp, { type Sharp } from 'sharp'
import type { Picture, Rect } from '../picture.ts'

/** Maximum height of a picture in pixels. */
const MAX_HEIGHT = 2_160

/** A captured image: the bytes of an image file, or raw pixels with 4 bytes each (RGBA). */
export type Image = Buffer | { readonly width: number; readonly height: number; readonly rgba: Buffer }

/**
 * Converts a captured image to a picture, scaled down if it is wider than `maxWidth` or higher than 2160 pixels.
 *
 * @param region the part to keep, in pixels; null for all
 * @param maxWidth pixels
 */
export async function fittedPicture(image: Image, region: Rect | null, maxWidth: number): Promise<Picture> {
  const { data, info } = await opaque(image, region).raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  if (width <= maxWidth && height <= MAX_HEIGHT) return { width, height, rgb: data }
  // Resizing with an alpha channel would take three times as long.
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
  const part = region ? whole.extract({ left: region.x, top: region.y, width: region.w, height: region.h }) : whole
  return part.removeAlpha().toColourspace('srgb')
}
