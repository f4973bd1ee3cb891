/** A size in cells. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** A rectangle of cells. */
export interface Region {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The cell of the cursor, from 0. */
export interface CursorPosition {
  readonly x: number
  readonly y: number
}

/** The minimum usable terminal size. */
export const SMALLEST: Size = { columns: 20, rows: 6 }
