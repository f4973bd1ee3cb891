import { CaptureError, type Picture } from '../picture.ts'

/** Pixels of the largest picture that is taken. */
const MAX_PIXELS = 16_000_000
/** Bytes of the longest header. */
const MAX_HEADER = 32
const HEADER = /^P6\n(\d{1,5}) (\d{1,5})\n255\n/

/**
 * Reads pictures one after another from bytes: binary PPM, which is raw RGB behind a line that tells the size. Only the
 * newest is kept, in three buffers in all.
 */
export class PpmReader {
  /** The header so far, where one is due. */
  #header: Buffer = Buffer.alloc(0)
  #filling: Picture | null = null
  #filled = 0
  #latest: Picture | null = null
  #taken: Picture | null = null
  #spare: Picture[] = []

  /**
   * Takes the next bytes. @returns whether a picture is complete now.
   * @throws CaptureError where the bytes are no pictures.
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

  /** Takes the newest picture, null where none came since the last. It stays as it is until the next call. */
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
      throw new CaptureError('What ffmpeg gave is no picture; is it the real ffmpeg, and not too old?')
    }
    this.#header = found ? Buffer.alloc(0) : header
    if (!found) return bytes.subarray(header.length - before)
    const [width, height] = [Number(found[1]), Number(found[2])]
    if (width * height > MAX_PIXELS || width * height === 0) {
      throw new CaptureError(`A picture of ${width}x${height} cannot be shared; share a region of it`)
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
