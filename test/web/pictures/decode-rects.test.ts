import sharp from 'sharp'
import { afterEach, expect, it, vi } from 'vitest'
import type { EncodedRect } from '../../../src/screen/picture.ts'

/** Compiled for browsers, with types that Node does not have. */
const STAGE: string = '../../../src/web/pictures/stage.ts'
const { decodeRects } = (await import(STAGE)) as {
  decodeRects(rects: readonly EncodedRect[]): Promise<readonly { x: number }[]>
}

const sized = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: 'gray' } })

afterEach(() => vi.unstubAllGlobals())

it('decodes a picture of a share only if it has the size that was announced', async () => {
  const decoded: number[] = []
  vi.stubGlobal('createImageBitmap', async ({ size }: Blob) => {
    decoded.push(size)
    return {}
  })
  const honest = await sized(64, 32).jpeg().toBuffer()
  const bomb = await sized(4_000, 4_000).jpeg().toBuffer()
  const png = await sized(64, 32).png().toBuffer()

  const tiles = await decodeRects(
    [honest, bomb, png, Buffer.alloc(0)].map((jpeg, x) => ({ x, y: 0, w: 64, h: 32, jpeg })),
  )

  expect(decoded).toEqual([honest.length])
  expect(tiles.map(({ x }) => x)).toEqual([0])
})
