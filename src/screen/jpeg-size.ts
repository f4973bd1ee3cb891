const START = 0xffd8
const MARKER = 0xff
/** Start-of-frame markers are C0 to CF, except DHT (C4), JPG (C8) and DAC (CC). */
const FIRST_FRAME = 0xc0
const LAST_FRAME = 0xcf
const TABLES = [0xc4, 0xc8, 0xcc]
const START_OF_SCAN = 0xda

/**
 * Reads the size of a JPEG in pixels from its header (ITU-T T.81, annex B) without decoding it.
 *
 * @returns null if it is not a JPEG, or has no frame header before the first scan
 */
export function jpegSize(jpeg: Uint8Array): { width: number; height: number } | null {
  const word = (at: number) => (jpeg[at]! << 8) | jpeg[at + 1]!
  if (jpeg.length < 2 || word(0) !== START) return null
  // A segment: FF, the marker, and a 2-byte length that counts itself and the data.
  for (let at = 2; at + 9 <= jpeg.length && jpeg[at] === MARKER; at += 2 + word(at + 2)) {
    const marker = jpeg[at + 1]!
    if (marker === START_OF_SCAN) return null
    if (marker >= FIRST_FRAME && marker <= LAST_FRAME && !TABLES.includes(marker)) {
      return { width: word(at + 7), height: word(at + 5) }
    }
  }
  return null
}
