import type { PictureHeader } from '../../protocol/viewer-messages.ts'

const LENGTH_BYTES = 4

/** A part of a picture, ready to be drawn. */
interface Tile {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
  readonly bitmap: ImageBitmap
}

/** A picture whose parts are being decoded. */
export interface IncomingPicture {
  readonly header: PictureHeader
  readonly bytes: number
  /** All parts; without those that are no JPEG. */
  readonly tiles: Promise<readonly Tile[]>
}

/** Reads a binary message, and begins to decode all of its JPEGs at once. */
export function readPicture(message: ArrayBuffer): IncomingPicture {
  const headerLength = new DataView(message).getUint32(0)
  const text = new TextDecoder().decode(new Uint8Array(message, LENGTH_BYTES, headerLength))
  const header = JSON.parse(text) as PictureHeader
  let at = LENGTH_BYTES + headerLength
  const decoded = header.rects.map(async ({ x, y, w, h, bytes }) => {
    const jpeg = new Blob([new Uint8Array(message, at, bytes)], { type: 'image/jpeg' })
    at += bytes
    const bitmap = await createImageBitmap(jpeg).catch(() => null)
    return bitmap ? { x, y, w, h, bitmap } : null
  })
  const tiles = Promise.all(decoded).then((all) => all.filter((tile) => tile !== null))
  return { header, bytes: message.byteLength, tiles }
}
