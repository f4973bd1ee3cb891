import type { Picture } from '../picture.ts'
import type { Extent } from './viewport.ts'

/** A cell, counted from the upper left corner, 0. */
export interface CellPlace {
  readonly x: number
  readonly y: number
}

/** Turns pictures into what a terminal shows in its cells. */
export interface PictureRenderer {
  /** Pixels of a picture that fills so many cells. */
  pixels(columns: number, rows: number): Extent
  /**
   * The sequences that show a picture in place of the one before with the same key.
   * @param at the cell of its upper left corner.
   */
  render(key: number, picture: Picture, at: CellPlace): string
  /** The screen was drawn anew: nothing stands there any more. @returns what takes the last of it away. */
  forget(): string
}
