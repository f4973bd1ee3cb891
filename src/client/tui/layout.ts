import type { Size, UiState } from './state.ts'

/** A rectangle of cells. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Layout {
  /** Rooms and people; null where there is no room for it. */
  readonly side: Region | null
  readonly title: Region
  /** What must not be overlooked: being recorded, a lost connection. */
  readonly banners: Region
  readonly main: Region
  readonly input: Region
  readonly status: Region
  /** Keys that matter now; null on a low screen. */
  readonly hints: Region | null
}

/** Below this nothing sensible can be shown. */
export const SMALLEST: Size = { columns: 20, rows: 6 }
/** Columns from which on a side bar leaves enough for the chat. */
const SIDE_FROM = 60
const SIDE_SHARE = 0.24
const SIDE_MIN = 20
const SIDE_MAX = 32
/** Rows from which on there is one to spare for hints. */
const HINTS_FROM = 10

/** Where everything stands. Pure. */
export function layoutOf({ size, sideBar }: UiState, bannerRows: number): Layout {
  const { columns, rows } = size
  const hasHints = rows >= HINTS_FROM
  const foot = hasHints ? 3 : 2
  const sideWidth =
    sideBar && columns >= SIDE_FROM
      ? Math.max(SIDE_MIN, Math.min(SIDE_MAX, Math.round(columns * SIDE_SHARE)))
      : 0
  // One column stands between the two.
  const x = sideWidth === 0 ? 0 : sideWidth + 1
  const width = columns - x
  const top = 1 + bannerRows
  return {
    side: sideWidth === 0 ? null : { x: 0, y: 0, width: sideWidth, height: rows - foot },
    title: { x, y: 0, width, height: 1 },
    banners: { x, y: 1, width, height: bannerRows },
    main: { x, y: top, width, height: Math.max(0, rows - foot - top) },
    input: { x: 0, y: rows - foot, width: columns, height: 1 },
    status: { x: 0, y: rows - foot + 1, width: columns, height: 1 },
    hints: hasHints ? { x: 0, y: rows - 1, width: columns, height: 1 } : null,
  }
}
