import { CaptureError, type Picture } from '../picture.ts'

/** Maximum pixels of a picture. */
const MAX_PIXELS = 16_000_000
/** Maximum bytes of a header. */
const MAX_HEADER = 32
const HEADER = /^P6\n(\d{1,5}) (\d{1,5})\n255\n/

/**
 * Reads a stream of binary PPM pictures (Netpbm P6: raw RGB after a text header with the size). Keeps only the newest,
 * and reuses three buffers.
 */
export class PpmReader {
  /** The part of the header received so far. */
  #header: Buffer = Buffer.alloc(0)
  #filling: Picture | null = null
  #filled = 0
  #latest: Picture | null = null
  #taken: Picture | null = null
  #spare: Picture[] = []

  /**
   * Processes the next bytes.
   *
   * @returns whether they completed a picture
   * @throws CaptureError if they are not PPM, or a picture is too large
   */
  push(bytes: Buffer): boolean {
    let complete = false
    let rest = bytes
    while (rest.length > 0) {
      if (!this.#filling) {
        rest = this.#readHeader(rest)
        continue
      }
      const { rgb } = this.#filling
      const taken = Math.min(rest.length, rgb.length - this.#filled)
      rest.copy(rgb, this.#filled, 0, taken)
      this.#filled += taken
      rest = rest.subarray(taken)
      if (this.#filled < rgb.length) continue
      if (this.#latest) this.#spare.push(this.#latest)
      this.#latest = this.#filling
      this.#filling = null
      complete = true
    }
    return complete
  }

  /** Takes the newest picture; null if there is none since the last call. It is valid until the next call. */
  take(): Picture | null {
    if (!this.#latest) return null
    if (this.#taken) this.#spare.push(this.#taken)
    this.#taken = this.#latest
    this.#latest = null
    return this.#taken
  }

  #readHeader(bytes: Buffer): Buffer {
    const before = this.#header.length
    const header = Buffer.concat([this.#header, bytes.subarray(0, MAX_HEADER - before)])
    const found = HEADER.exec(header.toString('latin1'))
    if (!found && header.length >= MAX_HEADER) {
      throw new CaptureError('ffmpeg returned no valid picture; install a current version of ffmpeg')
    }
    this.#header = found ? Buffer.alloc(0) : header
    if (!found) return bytes.subarray(header.length - before)
    const [width, height] = [Number(found[1]), Number(found[2])]
    if (width * height > MAX_PIXELS || width * height === 0) {
      throw new CaptureError(`Cannot share ${width}x${height} pixels; share a region of the screen`)
    }
    this.#filling = this.#room(width, height)
    this.#filled = 0
    return bytes.subarray(found[0].length - before)
  }

  #room(width: number, height: number): Picture {
    this.#spare = this.#spare.filter((one) => one.width === width && one.height === height)
    return this.#spare.pop() ?? { width, height, rgb: Buffer.allocUnsafe(3 * width * height) }
  }
}
