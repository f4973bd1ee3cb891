import sharp from 'sharp'

/** A JPEG of one colour, 0 to 255 a channel. */
export function plainJpeg(width: number, height: number, { r, g, b } = { r: 255, g: 0, b: 0 }): Promise<Buffer> {
  const create = { width, height, channels: 3 as const, background: { r, g, b } }
  return sharp({ create }).jpeg({ quality: 90, chromaSubsampling: '4:4:4' }).toBuffer()
}
