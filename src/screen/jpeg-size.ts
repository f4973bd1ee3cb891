const START = 0xffd8
const MARKER = 0xff
/** Start-of-frame markers: C0 to CF but for the tables DHT (C4), JPG (C8) and DAC (CC). */
const FIRST_FRAME = 0xc0
const LAST_FRAME = 0xcf
const TABLES = [0xc4, 0xc8, 0xcc]
const START_OF_SCAN = 0xda

/**
 * What a JPEG says of its size, in pixels, without decoding it (ITU-T T.81, annex B).
 * @returns null where it is no JPEG, or does not say
 */
export function jpegSize(jpeg: Buffer): { width: number; height: number } | null {
  if (jpeg.length < 2 || jpeg.readUInt16BE(0) !== START) return null
  // A segment: FF, its marker, the length of the rest in 2 bytes, and the rest.
  for (let at = 2; at + 9 <= jpeg.length && jpeg[at] === MARKER; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const marker = jpeg[at + 1]!
    if (marker === START_OF_SCAN) return null
    if (marker >= FIRST_FRAME && marker <= LAST_FRAME && !TABLES.includes(marker)) {
      return { width: jpeg.readUInt16BE(at + 7), height: jpeg.readUInt16BE(at + 5) }
    }
  }
  return null
}
