import sharp from 'sharp'
import type { EncodedPicture, Picture } from '../../src/screen/picture.ts'

/** A picture of one colour. */
export function plainPicture(
  width: number,
  height: number,
  colour: readonly [number, number, number] = [255, 255, 255],
): Picture {
  return { width, height, rgb: Buffer.alloc(3 * width * height, Uint8Array.from(colour)) }
}

/** Paints a rectangle, as far as it lies within the picture. */
export function paint(
  picture: Picture,
  x: number,
  y: number,
  w: number,
  h: number,
  colour: readonly [number, number, number],
): void {
  for (let row = y; row < Math.min(picture.height, y + h); row++) {
    for (let column = x; column < Math.min(picture.width, x + w); column++) {
      picture.rgb.set(colour, 3 * (row * picture.width + column))
    }
  }
}

/** The colour of a pixel. */
export function pixel(picture: Picture, x: number, y: number): number[] {
  const at = 3 * (y * picture.width + x)
  return [...picture.rgb.subarray(at, at + 3)]
}

/** What a watcher has before its eyes: encoded pictures are drawn onto it. */
export class Canvas {
  picture: Picture | null = null

  async draw({ width, height, keyframe, rects }: EncodedPicture): Promise<void> {
    if (keyframe) this.picture = plainPicture(width, height, [255, 0, 255])
    const onto = this.picture!
    for (const { x, y, w, h, jpeg } of rects) {
      const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
      if (info.width !== w || info.height !== h) throw new Error(`A JPEG of ${info.width}x${info.height}`)
      for (let row = 0; row < h; row++) {
        data.copy(onto.rgb, 3 * ((y + row) * width + x), 3 * row * w, 3 * (row + 1) * w)
      }
    }
  }

  /** Mean difference from a picture, of 255. */
  error(of: Picture): number {
    const { rgb } = this.picture!
    let sum = 0
    for (let i = 0; i < rgb.length; i++) sum += Math.abs(rgb[i]! - of.rgb[i]!)
    return sum / rgb.length
  }

  /** Largest difference of any 16 x 16 pixels from a picture: what was forgotten shows here. */
  worst(of: Picture): number {
    const { width, height } = of
    let worst = 0
    for (let y = 0; y < height; y += 16) {
      for (let x = 0; x < width; x += 16) worst = Math.max(worst, this.#block(of, x, y))
    }
    return worst
  }

  #block(of: Picture, left: number, top: number): number {
    const { rgb } = this.picture!
    let sum = 0
    let count = 0
    for (let y = top; y < Math.min(of.height, top + 16); y++) {
      for (let i = 3 * (y * of.width + left); i < 3 * (y * of.width + Math.min(of.width, left + 16)); i++) {
        sum += Math.abs(rgb[i]! - of.rgb[i]!)
        count++
      }
    }
    return sum / count
  }
}
