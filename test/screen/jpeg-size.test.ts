import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { jpegSize } from '../../src/screen/jpeg-size.ts'

const picture = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#246' } })

describe('jpegSize', () => {
  it('reads the size of baseline, progressive and grey JPEGs', async () => {
    expect(jpegSize(await picture(300, 7).jpeg().toBuffer())).toEqual({ width: 300, height: 7 })
    const progressive = picture(1920, 1080).withMetadata().jpeg({ progressive: true })
    expect(jpegSize(await progressive.toBuffer())).toEqual({ width: 1920, height: 1080 })
  })

  it('returns null for other data, and for a JPEG cut off before its frame header', async () => {
    const jpeg = await picture(30, 20).jpeg().toBuffer()
    expect(jpegSize(await picture(30, 20).png().toBuffer())).toBeNull()
    for (const length of [0, 1, 2, 10, 20]) expect(jpegSize(jpeg.subarray(0, length))).toBeNull()
    expect(jpegSize(Buffer.from([0xff, 0xd8, 0xff, 0xda, 0, 2, 0, 0, 0, 0, 0, 0]))).toBeNull()
    // A segment of length 0 must not cause an endless loop.
    expect(jpegSize(Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(64, 0)]))).toBeNull()
    expect(jpegSize(Buffer.from('ffd8ffe00000ffe00000ffe00000ffe00000', 'hex'))).toBeNull()
  })
})
