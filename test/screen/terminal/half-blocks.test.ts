import headless from '@xterm/headless'
import { describe, expect, it } from 'vitest'
import type { Picture } from '../../../src/screen/picture.ts'
import { HalfBlocks, paletteIndex } from '../../../src/screen/terminal/half-blocks.ts'

/** A picture of this size, with the colour of each pixel given by its position. */
function picture(width: number, height: number, color: (x: number, y: number) => readonly number[]): Picture {
  const pixels = Array.from({ length: width * height }, (_, i) => color(i % width, Math.floor(i / width)))
  return { width, height, rgb: Buffer.from(pixels.flat()) }
}

const CELLS = { width: 20, height: 6 }
const gradient = (x: number, y: number) => [x * 8, y * 16, 128]

/** The colours of the upper and lower half of a cell after all output. */
async function cells(...texts: string[]) {
  const terminal = new headless.Terminal({ cols: 40, rows: 12, allowProposedApi: true })
  for (const text of texts) await new Promise<void>((resolve) => terminal.write(text, resolve))
  return (x: number, y: number): [number, number] => {
    const cell = terminal.buffer.active.getLine(y)!.getCell(x)!
    const lower = cell.isBgDefault() ? -1 : cell.getBgColor()
    return [cell.getChars() === '▀' ? cell.getFgColor() : lower, lower]
  }
}

const packed = ([r = 0, g = 0, b = 0]: readonly number[]) => ((r & 0xf8) << 16) | ((g & 0xf8) << 8) | (b & 0xf8)

describe('half blocks', () => {
  it('show two pixels per cell in their colours and at their position', async () => {
    const renderer = new HalfBlocks('truecolor')
    expect(renderer.pixels(20, 6)).toEqual({ width: 20, height: 12 })
    const at = await cells(renderer.render(1, picture(20, 12, gradient), { x: 5, y: 3, ...CELLS }))
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 20; x++) {
        const expected = [packed(gradient(x, 2 * y)), packed(gradient(x, 2 * y + 1))]
        expect(at(x + 5, y + 3)).toEqual(expected)
      }
    }
    expect(at(4, 3)).toEqual([-1, -1])
    expect(at(25, 3)).toEqual([-1, -1])
  })

  it('write only changed cells, and all cells after forget', async () => {
    const renderer = new HalfBlocks('truecolor')
    const first = picture(20, 12, gradient)
    const second = picture(20, 12, (x, y) => (x === 7 && y === 5 ? [255, 255, 255] : gradient(x, y)))
    const whole = renderer.render(1, first, { x: 0, y: 0, ...CELLS })
    expect(renderer.render(1, first, { x: 0, y: 0, ...CELLS })).toBe('')
    const change = renderer.render(1, second, { x: 0, y: 0, ...CELLS })
    expect(change.length).toBeLessThan(60)
    const at = await cells(whole, change)
    expect(at(7, 2)).toEqual([packed(gradient(7, 4)), packed([255, 255, 255])])
    expect(at(8, 2)).toEqual([packed(gradient(8, 4)), packed(gradient(8, 5))])
    expect(renderer.render(1, second, { x: 1, y: 0, ...CELLS }).length).toBeGreaterThan(1_000)
    renderer.forget()
    expect(renderer.render(1, second, { x: 1, y: 0, ...CELLS }).length).toBeGreaterThan(1_000)
  })

  it('use the nearest of 256 colours when the terminal has no true colour', async () => {
    const color = (x: number) =>
      [
        [255, 0, 0],
        [0, 255, 0],
        [98, 98, 98],
        [95, 135, 175],
      ][x % 4]!
    const at = await cells(new HalfBlocks(256).render(1, picture(4, 2, color), { x: 0, y: 0, width: 4, height: 1 }))
    expect([0, 1, 2, 3].map((x) => at(x, 0)[0])).toEqual([196, 46, 241, 67])
    expect(paletteIndex(0, 0, 0)).toBe(16)
    expect(paletteIndex(255, 255, 255)).toBe(231)
  })
})
