import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverTiles, TILE, tileGrid } from '../../src/screen/tile-grid.ts'
import { changedTiles, shrinkToChange } from '../../src/screen/tiles.ts'
import { paint, plainPicture } from '../helpers/canvas.ts'

describe('the tiles of a picture', () => {
  it('are reported as changed when any pixel in them changes, up to the last', () => {
    const before = plainPicture(300, 200)
    const after = plainPicture(300, 200)
    expect(changedTiles(before, after)).toEqual(new Set())
    paint(after, 299, 199, 1, 1, [255, 255, 254])
    paint(after, 0, 0, 1, 1, [0, 255, 255])
    expect(changedTiles(before, after)).toEqual(new Set([0, 5]))
  })

  it('are covered exactly once by rectangles, and no other tile is', () => {
    const size = fc.record({ width: fc.integer({ min: 1, max: 900 }), height: fc.integer({ min: 1, max: 700 }) })
    fc.assert(
      fc.property(size, fc.array(fc.nat(48)), (picture, wanted) => {
        const { across, down } = tileGrid(picture)
        const tiles = new Set(wanted.filter((tile) => tile < across * down))
        const covered: number[] = []
        for (const { x, y, w, h } of coverTiles(tiles, picture)) {
          expect(x + w).toBeLessThanOrEqual(picture.width)
          expect(y + h).toBeLessThanOrEqual(picture.height)
          for (let row = y / TILE; row < (y + h) / TILE; row++) {
            for (let column = x / TILE; column < (x + w) / TILE; column++) covered.push(row * across + column)
          }
        }
        expect(covered.sort((a, b) => a - b)).toEqual([...tiles].sort((a, b) => a - b))
      }),
    )
  })

  it('are merged into few rectangles when all of them changed', () => {
    const picture = { width: 1920, height: 1080 }
    const all = new Set(Array.from({ length: 15 * 9 }, (_, tile) => tile))
    expect(coverTiles(all, picture)).toEqual([{ x: 0, y: 0, w: 1920, h: 1080 }])
  })

  it('are shrunk to the pixels that changed', () => {
    const before = plainPicture(256, 256)
    const after = plainPicture(256, 256)
    paint(after, 50, 40, 4, 10, [0, 0, 0])
    const whole = { x: 0, y: 0, w: 128, h: 128 }
    expect(shrinkToChange(whole, before, after)).toEqual({ x: 48, y: 32, w: 16, h: 32 })
  })
})
