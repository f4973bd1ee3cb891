import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PpmReader } from '../../../src/screen/capture/ppm-reader.ts'

function ppm(width: number, height: number, value: number): Buffer {
  return Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.alloc(3 * width * height, value)])
}

describe('PpmReader', () => {
  it('reads pictures however the bytes are split', () => {
    const all = Buffer.concat([ppm(4, 3, 1), ppm(2, 2, 10), ppm(9, 1, 3)])
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (cuts) => {
        const reader = new PpmReader()
        const sizes: string[] = []
        for (let at = 0, i = 0; at < all.length; i++) {
          const end = at + cuts[i % cuts.length]!
          reader.push(all.subarray(at, end))
          at = end
          const picture = reader.take()
          if (picture) sizes.push(`${picture.width}x${picture.height}: ${new Set(picture.rgb).size} ${picture.rgb[0]}`)
        }
        expect(sizes.at(-1)).toBe('9x1: 1 3')
        if (Math.max(...cuts) === 1) expect(sizes).toEqual(['4x3: 1 1', '2x2: 1 10', '9x1: 1 3'])
      }),
    )
  })

  it('keeps only the newest picture, and does not overwrite the one taken', () => {
    const reader = new PpmReader()
    reader.push(ppm(2, 2, 1))
    const taken = reader.take()!
    for (let value = 2; value < 9; value++) expect(reader.push(ppm(2, 2, value))).toBe(true)
    expect(new Set(taken.rgb)).toEqual(new Set([1]))
    expect(new Set(reader.take()!.rgb)).toEqual(new Set([8]))
    expect(reader.take()).toBeNull()
  })

  it('refuses bytes that are not PPM', () => {
    expect(() => new PpmReader().push(Buffer.alloc(64, 'x'))).toThrow(/no valid picture/)
    expect(() => new PpmReader().push(Buffer.from('P6\n50000 50000\n255\n0123456789012345'))).toThrow(/region/)
  })
})
