/** How large something is, in cells. */
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

/** Where the cursor stands. */
export interface CursorPosition {
  readonly x: number
  readonly y: number
}

/** Below this nothing sensible can be shown. */
export const SMALLEST: Size = { columns: 20, rows: 6 }
