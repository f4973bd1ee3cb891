import type { EncodedPicture } from '../../screen/picture.ts'
import type { PictureHeader } from '../../web/viewer/page-messages.ts'

const LENGTH_BYTES = 4

/** A picture as the page's binary message: see `PictureHeader`. */
export function pictureMessage(id: number, serial: number, picture: EncodedPicture): Buffer {
  const { width, height, keyframe, rects } = picture
  const rows = rects.map(({ x, y, w, h, jpeg }) => ({ x, y, w, h, bytes: jpeg.length }))
  const header: PictureHeader = { serial, id, width, height, keyframe, rects: rows }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.length)
  return Buffer.concat([length, text, ...rects.map(({ jpeg }) => jpeg)])
}
