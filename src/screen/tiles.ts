import type { Picture, Rect } from './picture.ts'

/** Side of a tile in pixels: small enough for a line of text, large enough that a picture has few tiles. */
export const TILE = 128

/** The number of tiles across and down a picture. Tiles at the right and lower edge may be partial. */
export function tileGrid({ width, height }: { width: number; height: number }): {
  across: number
  down: number
} {
  return { across: Math.ceil(width / TILE), down: Math.ceil(height / TILE) }
}

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

/** Covers tiles exactly with rectangles in pixels: horizontal runs, merged with equal runs below. */
export function coverTiles(tiles: ReadonlySet<number>, picture: { width: number; height: number }): Rect[] {
  const { across, down } = tileGrid(picture)
  const done: Rect[] = []
  let open = new Map<string, Rect>()
  for (let row = 0; row < down; row++) {
    const next = new Map<string, Rect>()
    const h = Math.min(TILE, picture.height - row * TILE)
    for (let column = 0; column < across; column++) {
      if (!tiles.has(row * across + column)) continue
      const first = column
      while (column + 1 < across && tiles.has(row * across + column + 1)) column++
      const x = first * TILE
      const w = Math.min(picture.width, (column + 1) * TILE) - x
      const above = open.get(`${x} ${w}`)
      open.delete(`${x} ${w}`)
      next.set(`${x} ${w}`, above ? { ...above, h: above.h + h } : { x, y: row * TILE, w, h })
    }
    done.push(...open.values())
    open = next
  }
  return [...done, ...open.values()]
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
