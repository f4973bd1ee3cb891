import { describe, expect, it } from 'vitest'
import type { Picture } from '../../../src/screen/picture.ts'
import { Sixel } from '../../../src/screen/terminal/pixel-renderers.ts'
import { encodeSixel } from '../../../src/screen/terminal/sixel-encoder.ts'

/** Decodes sixels according to the VT340 manual; shares no code with the encoder. */
function decode(text: string): Picture {
  const body = /^\u001BP[\d;]*q"1;1;(\d+);(\d+)(.*)\u001B\\$/s.exec(text)!
  const [width, height] = [Number(body[1]), Number(body[2])]
  const rgb = Buffer.alloc(width * height * 3)
  const palette = new Map<number, number[]>()
  let [x, top, color] = [0, 0, 0]
  const token = /#(\d+)(?:;2;(\d+);(\d+);(\d+))?|!(\d+)([?-~])|([?-~])|([$-])/g
  for (const [, number, r, g, b, times, repeated, single, move] of body[3]!.matchAll(token)) {
    if (number !== undefined) {
      color = Number(number)
      if (r !== undefined)
        palette.set(
          color,
          [r, g, b].map((one) => (Number(one) * 255) / 100),
        )
    } else if (move) {
      x = 0
      if (move === '-') top += 6
    } else {
      const bits = (repeated ?? single)!.charCodeAt(0) - 63
      for (let n = 0; n < Number(times ?? 1); n++, x++) {
        for (let row = 0; row < 6; row++) {
          if (bits & (1 << row)) rgb.set(palette.get(color)!.map(Math.round), 3 * ((top + row) * width + x))
        }
      }
    }
  }
  return { width, height, rgb }
}

function average({ width, rgb }: Picture, left: number, right: number): number[] {
  const sum = [0, 0, 0]
  let count = 0
  for (let i = 0; i < rgb.length / 3; i++) {
    if (i % width < left || i % width >= right) continue
    count++
    for (let channel = 0; channel < 3; channel++) sum[channel]! += rgb[3 * i + channel]!
  }
  return sum.map((one) => one / count)
}

describe('sixels', () => {
  it('reproduce the average colour of each area of the picture', () => {
    const [width, height] = [64, 20]
    const left = [200, 40, 90]
    const right = [20, 120, 255]
    const pixels = Array.from({ length: width * height }, (_, i) => (i % width < 32 ? left : right))
    const shown = decode(encodeSixel({ width, height, rgb: Buffer.from(pixels.flat()) }))
    expect(shown).toMatchObject({ width, height })
    for (const [from, to, color] of [
      [0, 32, left],
      [32, 64, right],
    ] as const) {
      const off = average(shown, from, to).map((value, i) => Math.abs(value - color[i]!))
      expect(Math.max(...off)).toBeLessThan(20)
    }
  })

  it('paint each pixel exactly once, and encode runs compactly', () => {
    const black = encodeSixel({ width: 900, height: 12, rgb: Buffer.alloc(900 * 12 * 3) })
    expect(black.match(/!900~/g)).toHaveLength(2)
    const noise = Buffer.from(Array.from({ length: 30 * 18 * 3 }, (_, i) => (i * i * 17) % 256))
    const grid = new Uint8Array(30 * 18)
    const text = encodeSixel({ width: 30, height: 18, rgb: noise }).replace(/^.*?(?=#\d+[!?-~])|\u001B\\$/gs, '')
    let [x, top] = [0, 0]
    for (const [, times, repeated, single, move] of text.matchAll(/#\d+|!(\d+)([?-~])|([?-~])|([$-])/g)) {
      if (move) [x, top] = [0, move === '-' ? top + 6 : top]
      const one = repeated ?? single
      if (!one) continue
      for (let n = 0; n < Number(times ?? 1); n++, x++) {
        for (let row = 0; row < 6; row++) if ((one.charCodeAt(0) - 63) & (1 << row)) grid[(top + row) * 30 + x]!++
      }
    }
    expect(grid.every((count) => count === 1)).toBe(true)
  })

  it('use only whole bands of the available rows', async () => {
    const sixel = new Sixel({ width: 10, height: 20 })
    expect(sixel.pixels(8, 4)).toEqual({ width: 80, height: 78 })
    const picture = { width: 6, height: 6, rgb: Buffer.alloc(108) }
    const text = await sixel.render(1, picture, { x: 2, y: 1, width: 1, height: 1 })
    expect(text).toMatch(/^\u001B\[2;3H\u001BP/)
  })
})
