import type { Picture, Rect } from './picture.ts'
import { TILE, tileGrid } from './tile-grid.ts'

/**
 * Finds the tiles in which two pictures of the same size differ. Equal areas are skipped in large steps: the whole
 * picture, a band of tiles, a row of pixels.
 *
 * @returns tile indices, counted row by row
 */
export function changedTiles(before: Picture, after: Picture): Set<number> {
  const changed = new Set<number>()
  const { width, height, rgb } = after
  if (before.rgb.equals(rgb)) return changed
  const { across, down } = tileGrid(after)
  const stride = 3 * width
  const differs = (from: number, to: number) => before.rgb.compare(rgb, from, to, from, to) !== 0
  for (let band = 0; band < down; band++) {
    const end = Math.min(height, (band + 1) * TILE)
    if (!differs(band * TILE * stride, end * stride)) continue
    for (let y = band * TILE; y < end; y++) {
      if (!differs(y * stride, (y + 1) * stride)) continue
      for (let column = 0; column < across; column++) {
        const tile = band * across + column
        if (changed.has(tile)) continue
        const from = y * stride + 3 * column * TILE
        const to = y * stride + Math.min(stride, 3 * (column + 1) * TILE)
        if (differs(from, to)) changed.add(tile)
      }
    }
  }
  return changed
}

/** Shrinks a rectangle to the changes in it, on the 16-pixel grid of JPEG blocks with 4:2:0 chroma. */
export function shrinkToChange(rect: Rect, before: Picture, after: Picture): Rect {
  const stride = 3 * after.width
  const same = (x: number, y: number, w: number) => {
    const from = y * stride + 3 * x
    return before.rgb.compare(after.rgb, from, from + 3 * w, from, from + 3 * w) === 0
  }
  let top = rect.y
  let bottom = rect.y + rect.h
  while (top < bottom && same(rect.x, top, rect.w)) top++
  while (bottom > top && same(rect.x, bottom - 1, rect.w)) bottom--
  top -= (top - rect.y) % GRID
  bottom = Math.min(rect.y + rect.h, rect.y + Math.ceil((bottom - rect.y) / GRID) * GRID)
  const columnSame = (x: number, w: number) => {
    for (let y = top; y < bottom; y++) if (!same(x, y, w)) return false
    return true
  }
  let left = rect.x
  let right = rect.x + rect.w
  while (left + GRID < right && columnSame(left, GRID)) left += GRID
  while (right - GRID > left) {
    const begin = right - ((right - left) % GRID || GRID)
    if (!columnSame(begin, right - begin)) break
    right = begin
  }
  return { x: left, y: top, w: right - left, h: bottom - top }
}

const GRID = 16
