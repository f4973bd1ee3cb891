import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { Canvas } from '../../src/screen/canvas.ts'
import type { EncodedPicture, EncodedRect } from '../../src/screen/picture.ts'
import { plainJpeg } from '../helpers/jpeg.ts'

const RED = { r: 255, g: 0, b: 0 }
const BLUE = { r: 0, g: 0, b: 255 }

async function rect(x: number, y: number, w: number, h: number, colour = RED): Promise<EncodedRect> {
  return { x, y, w, h, jpeg: await plainJpeg(w, h, colour) }
}

function picture(rects: EncodedRect[], keyframe = true): EncodedPicture {
  return { width: 64, height: 32, keyframe, rects }
}

/** A canvas with a `draw` that waits until the picture is drawn or has failed. */
function canvas() {
  let settle: (result: string) => void = () => {}
  const drawn = new Canvas({ drawn: () => settle('drawn'), failed: (reason) => settle(reason) })
  const draw = (one: EncodedPicture) => {
    const result = new Promise<string>((resolve) => {
      settle = resolve
    })
    drawn.draw(one)
    return result
  }
  const pixel = (x: number, y: number) => [...drawn.picture!.rgb.subarray((y * 64 + x) * 3, (y * 64 + x) * 3 + 3)]
  return { drawn, draw, pixel }
}

function near(colour: number[], { r, g, b }: typeof RED): boolean {
  return [r, g, b].every((value, i) => Math.abs(value - colour[i]!) < 8)
}

describe('Canvas', () => {
  it('draws each rectangle at its position over the previous picture', async () => {
    const { draw, pixel } = canvas()
    expect(await draw(picture([await rect(0, 0, 64, 32)]))).toBe('drawn')
    expect(await draw(picture([await rect(16, 8, 32, 16, BLUE)], false))).toBe('drawn')
    expect(near(pixel(15, 8), RED)).toBe(true)
    expect(near(pixel(16, 8), BLUE)).toBe(true)
    expect(near(pixel(47, 23), BLUE)).toBe(true)
    expect(near(pixel(48, 23), RED)).toBe(true)
  })

  it('draws greyscale JPEGs', async () => {
    const { draw, pixel } = canvas()
    const raw = { create: { width: 64, height: 32, channels: 3 as const, background: '#808080' } }
    const jpeg = await sharp(raw).toColourspace('b-w').jpeg().toBuffer()
    expect(await draw(picture([{ x: 0, y: 0, w: 64, h: 32, jpeg }]))).toBe('drawn')
    expect(near(pixel(3, 3), { r: 128, g: 128, b: 128 })).toBe(true)
  })

  it.each([
    ['is much larger than its rectangle', () => plainJpeg(2_000, 2_000), /larger than announced/],
    ['is smaller', () => plainJpeg(8, 8), /8x8 pixels instead of 64x32/],
    [
      'is a PNG',
      () =>
        sharp({ create: { width: 64, height: 32, channels: 3, background: RED } })
          .png()
          .toBuffer(),
      /not a JPEG/,
    ],
    [
      'is an SVG',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="64" height="32"/>'),
      /not a JPEG/,
    ],
    ['is cut off', async () => (await plainJpeg(64, 32)).subarray(0, 40), /cannot be decoded/],
    ['is nonsense', async () => Buffer.from([0xff, 0xd8, 0xff, 1, 2, 3]), /cannot be decoded/],
  ])('reports a failure and keeps the previous picture when a part %s', async (_, hostile, reason) => {
    const { drawn, draw, pixel } = canvas()
    await draw(picture([await rect(0, 0, 64, 32)]))
    expect(await draw(picture([{ x: 0, y: 0, w: 64, h: 32, jpeg: await hostile() }]))).toMatch(reason)
    expect(drawn.failures).toBe(1)
    expect(near(pixel(0, 0), RED)).toBe(true)
    expect(await draw(picture([await rect(0, 0, 64, 32, BLUE)]))).toBe('drawn')
    expect(near(pixel(0, 0), BLUE)).toBe(true)
  })

  it('draws a keyframe that arrives while an invalid picture is decoded', async () => {
    const results: string[] = []
    const drawn = new Canvas({ drawn: () => results.push('drawn'), failed: () => results.push('failed') })
    const bad = picture([{ x: 0, y: 0, w: 64, h: 32, jpeg: Buffer.from([0xff, 0xd8, 0xff]) }])
    const good = picture([await rect(0, 0, 64, 32)])
    drawn.draw(bad)
    drawn.draw(good)
    await expect.poll(() => results).toEqual(['failed', 'drawn'])
  })

  it('drops queued pictures when a keyframe arrives, and fails when too many are queued', async () => {
    const results: string[] = []
    const drawn = new Canvas({ drawn: () => results.push('drawn'), failed: (reason) => results.push(reason) })
    const key = picture([await rect(0, 0, 64, 32)])
    const delta = picture([await rect(0, 0, 8, 8, BLUE)], false)
    for (const one of [key, delta, delta, key]) drawn.draw(one)
    await expect.poll(() => results).toEqual(['drawn', 'drawn'])
    for (let i = 0; i < 40; i++) drawn.draw(delta)
    expect(results).toContainEqual(expect.stringContaining('faster than they can be drawn'))
  })
})
