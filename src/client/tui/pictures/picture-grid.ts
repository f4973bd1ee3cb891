import type { Region } from '../layout.ts'

/** Where the picture of one person stands, and the line above that says whose it is. */
export interface Tile {
  readonly caption: Region
  readonly picture: Region
}

/** Width to height of most pictures. */
const USUAL_SHAPE = 16 / 9
/** A cell is about twice as high as it is wide. */
const CELL_SHAPE = 2

/** Divides a region among so many pictures, so that they become as large as they can. Pure. */
export function tilesOf(region: Region, count: number, captions = true): Tile[] {
  const captionRows = captions ? 1 : 0
  const columns = bestColumns(region, count, captionRows)
  const rows = Math.ceil(count / columns)
  return Array.from({ length: count }, (_, i) => {
    const [left, right] = share(region.width, columns, i % columns)
    const [top, bottom] = share(region.height, rows, Math.floor(i / columns))
    // A column stands between two tiles.
    const width = Math.max(0, right - left - ((i % columns) + 1 < columns ? 1 : 0))
    const x = region.x + left
    const y = region.y + top
    const height = Math.max(0, bottom - top - captionRows)
    return {
      caption: { x, y, width, height: Math.min(captionRows, bottom - top) },
      picture: { x, y: y + captionRows, width, height },
    }
  })
}

function bestColumns({ width, height }: Region, count: number, captionRows: number): number {
  let best = 1
  let largest = 0
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns)
    const high = (height / rows - captionRows) * CELL_SHAPE * USUAL_SHAPE
    const size = Math.min(width / columns, high)
    if (size > largest) {
      largest = size
      best = columns
    }
  }
  return best
}

function share(length: number, parts: number, part: number): [number, number] {
  return [Math.floor((length * part) / parts), Math.floor((length * (part + 1)) / parts)]
}
