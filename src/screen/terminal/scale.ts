import sharp from 'sharp'
import type { Picture } from '../picture.ts'
import { type Extent, type View, viewportOf } from './viewport.ts'

const BLACK = { r: 0, g: 0, b: 0 }

/** What is looked at of a picture, as a picture of the size of the area, with black bars where it does not fill it. */
export async function scaled(picture: Picture, view: View, area: Extent): Promise<Picture> {
  const { crop, shown } = viewportOf(picture, area, view)
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const
  const left = Math.floor((area.width - shown.width) / 2)
  const top = Math.floor((area.height - shown.height) / 2)
  const rgb = await sharp(picture.rgb, { raw })
    .extract(crop)
    .resize(shown.width, shown.height, { fit: 'fill', kernel: 'cubic' })
    .extend({
      left,
      top,
      right: area.width - shown.width - left,
      bottom: area.height - shown.height - top,
      background: BLACK,
    })
    .raw()
    .toBuffer()
  return { ...area, rgb }
}
