import type { PictureHeader } from '../../protocol/viewer-messages.ts'
import { decodeRects, type StagedPicture } from '../pictures/stage.ts'

const LENGTH_BYTES = 4

/** A picture from the viewer, whose parts are being decoded. */
export interface IncomingPicture extends StagedPicture {
  readonly header: PictureHeader
  readonly bytes: number
}

/**
 * Parses a binary message and starts to decode its JPEGs in parallel.
 *
 * @param message in the format described at `PictureHeader`
 */
export function readPicture(message: ArrayBuffer): IncomingPicture {
  const headerLength = new DataView(message).getUint32(0)
  const text = new TextDecoder().decode(new Uint8Array(message, LENGTH_BYTES, headerLength))
  const header = JSON.parse(text) as PictureHeader
  let at = LENGTH_BYTES + headerLength
  const rects = header.rects.map(({ bytes, ...rect }) => {
    const jpeg = new Uint8Array(message, at, bytes)
    at += bytes
    return { ...rect, jpeg }
  })
  const { width, height } = header
  return { header, width, height, bytes: message.byteLength, tiles: decodeRects(rects) }
}

/** ms of the sliding window. */
const SPAN = 2000

/** Measures the rate and size of drawn pictures over the last 2 s. */
export class Pace {
  #arrivals: { at: number; bytes: number }[] = []

  /** Counts a picture of `bytes` at the time `at` (ms). */
  add(at: number, bytes: number): void {
    this.#arrivals.push({ at, bytes })
  }

  /** Pictures and bytes per second, over the 2 s before `now` (ms on the same clock as `add`). */
  measure(now: number): { pictures: number; bytes: number } {
    this.#arrivals = this.#arrivals.filter(({ at }) => now - at < SPAN)
    const bytes = this.#arrivals.reduce((sum, one) => sum + one.bytes, 0)
    return { pictures: (this.#arrivals.length * 1000) / SPAN, bytes: (bytes * 1000) / SPAN }
  }
}
