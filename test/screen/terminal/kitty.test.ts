import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../bench/statistics.ts'
import { Kitty } from '../../../src/screen/terminal/pixel-renderers.ts'

/** The control keys of each chunk, and the pixels of all chunks. */
function parse(text: string) {
  const pieces = [...text.matchAll(/\u001B_G([^;\u001B]*);([^\u001B]*)\u001B\\/g)]
  const controls = pieces.map(([, keys]) => Object.fromEntries(keys!.split(',').map((one) => one.split('='))))
  const sizes = pieces.map(([, , data]) => data!.length)
  return { controls, sizes, pixels: inflateSync(Buffer.from(pieces.map(([, , data]) => data).join(''), 'base64')) }
}

describe('kitty graphics', () => {
  const kitty = new Kitty({ width: 8, height: 16 })

  it('send the pixels in chunks of 4096 characters, with m=1 on all but the last', async () => {
    const size = kitty.pixels(20, 5)
    expect(size).toEqual({ width: 160, height: 80 })
    const { width, height } = kitty.pixels(400, 100)
    expect(width * height).toBeLessThanOrEqual(1280 * 720)
    expect(width / height).toBeCloseTo(2, 1)
    const random = seededRandom(1)
    const rgb = Buffer.from(Array.from({ length: 160 * 80 * 3 }, () => Math.floor(256 * random())))
    const text = await kitty.render(7, { ...size, rgb }, { x: 4, y: 2, width: 20, height: 5 })
    expect(text.startsWith('\u001B[3;5H')).toBe(true)
    const { controls, sizes, pixels } = parse(text)
    expect(pixels.equals(rgb)).toBe(true)
    expect(controls.length).toBeGreaterThan(2)
    expect(controls[0]).toMatchObject({ a: 'T', f: '24', s: '160', v: '80', c: '20', r: '5', C: '1', q: '2' })
    expect(sizes.slice(0, -1).every((one) => one === 4096)).toBe(true)
    expect(controls.map(({ m }) => m)).toEqual([...controls.slice(1).map(() => '1'), '0'])
  })

  it('replace the previous picture by its id, and delete it on forget', async () => {
    const picture = { ...kitty.pixels(1, 1), rgb: Buffer.alloc(8 * 16 * 3) }
    const texts = [1, 1, 2].map((key) => kitty.render(key, picture, { x: 0, y: 0, width: 1, height: 1 }))
    const [first, again, other] = (await Promise.all(texts)).map(parse)
    expect(first!.controls[0]!.i).toBe(again!.controls[0]!.i)
    expect(first!.controls[0]!.i).not.toBe(other!.controls[0]!.i)
    expect(kitty.forget()).toContain('a=d')
  })
})
