import type { Picture } from '../picture.ts'
import type { Extent } from './viewport.ts'

/** Cells of a terminal, counted from the upper left corner, 0. */
export interface CellArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Turns pictures into what a terminal shows in its cells. */
export interface PictureRenderer {
  /** Pixels of a picture that fills so many cells. */
  pixels(columns: number, rows: number): Extent
  /**
   * The sequences that show a picture in place of the one before with the same key. What takes long is done elsewhere:
   * voice is not to wait for it.
   * @param picture of as many pixels as the area has.
   */
  render(key: number, picture: Picture, area: CellArea): string | Promise<string>
  /** The screen was drawn anew: nothing stands there any more. @returns what takes the last of it away. */
  forget(): string
}
