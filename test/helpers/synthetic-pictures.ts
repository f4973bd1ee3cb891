import sharp from 'sharp'
import type { EncodedPicture, Picture, Rect } from '../../src/screen/picture.ts'

const CHANNELS = 3

/** Something like a desktop: a window with lines of text on a background that is a gradient. */
export async function desktopPicture(width: number, height: number, text: string): Promise<Picture> {
  const lines = Array.from({ length: 12 }, (_, row) => {
    return `<text x="${width * 0.15}" y="${height * 0.3 + row * height * 0.04}">${row + 1}  ${text}</text>`
  })
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="#2b5876"/><stop offset="1" stop-color="#4e4376"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>
    <rect x="12%" y="15%" width="70%" height="70%" rx="8" fill="#fdfdfd"/>
    <rect x="12%" y="15%" width="70%" height="6%" rx="8" fill="#d9dde3"/>
    <g font-family="DejaVu Sans" font-size="${height * 0.025}" fill="#223">${lines.join('')}</g></svg>`
  const rgb = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer()
  return { width, height, rgb }
}

/** One colour all over. */
export function plainPicture(width: number, height: number, red: number, green: number, blue: number): Picture {
  const rgb = Buffer.alloc(width * height * CHANNELS)
  for (let at = 0; at < rgb.length; at += CHANNELS) rgb.set([red, green, blue], at)
  return { width, height, rgb }
}

/** Parts of a picture as JPEGs; all of it as a keyframe where no part is told. */
export async function encodePicture(picture: Picture, parts?: readonly Rect[]): Promise<EncodedPicture> {
  const { width, height, rgb } = picture
  const whole = [{ x: 0, y: 0, w: width, h: height }]
  const rects = (parts ?? whole).map(async ({ x, y, w, h }) => {
    const jpeg = await sharp(rgb, { raw: { width, height, channels: CHANNELS } })
      .extract({ left: x, top: y, width: w, height: h })
      .jpeg({ quality: 75 })
      .toBuffer()
    return { x, y, w, h, jpeg }
  })
  return { width, height, keyframe: !parts, rects: await Promise.all(rects) }
}

/** Peak signal-to-noise ratio in dB of two pictures of one size, 8 bits a colour: 10 log10(255^2 / mean square error). */
export function psnr(one: Buffer, other: Buffer): number {
  if (one.length !== other.length) throw new Error(`pictures of ${one.length} and ${other.length} bytes`)
  let squares = 0
  for (let at = 0; at < one.length; at++) squares += (one[at]! - other[at]!) ** 2
  return 10 * Math.log10((255 ** 2 * one.length) / squares)
}
