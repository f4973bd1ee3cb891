import type { Rect } from './picture.ts'

/** Side of a tile in pixels: small enough for a line of text, large enough that a picture has few tiles. */
export const TILE = 128

/** The number of tiles across and down a picture. Tiles at the right and lower edge may be partial. */
export function tileGrid({ width, height }: { width: number; height: number }): { across: number; down: number } {
  return { across: Math.ceil(width / TILE), down: Math.ceil(height / TILE) }
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
