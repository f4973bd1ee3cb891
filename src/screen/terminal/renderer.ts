import type { Picture } from '../picture.ts'
import type { Extent } from './viewport.ts'

/** An area of a terminal in cells. The upper left corner of the terminal is (0, 0). */
export interface CellArea {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Renders pictures in the cells of a terminal. */
export interface PictureRenderer {
  /** The size in pixels of a picture that fills so many cells. */
  pixels(columns: number, rows: number): Extent
  /**
   * The escape sequences that show a picture, replacing the previous one with the same key. Long work must run on
   * another thread, so that it does not delay voice.
   *
   * @param picture of the size that `pixels` gives for the area
   */
  render(key: number, picture: Picture, area: CellArea): string | Promise<string>
  /** Forgets what is on screen, because it was redrawn. @returns the sequences that delete remaining pictures */
  forget(): string
}
