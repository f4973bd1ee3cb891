import type { DrawnScreen } from './grid.ts'
import type { Size } from './region.ts'
import type { TerminalEvent } from './terminal/key.ts'

/**
 * A full-screen view in a stack: the meeting, the studio or the list of recordings. Only the top scene is visible;
 * those below continue to run.
 */
export interface Scene {
  /** Handles terminal input: keys, mouse and pastes only while on top, other events always. */
  take(event: TerminalEvent): void
  /** Redraws immediately, after it came to the top or the terminal was resized. */
  draw(): void
  /** Another scene covers it: anything on the terminal besides cells (pictures) must be removed. */
  covered(): void
  /** The terminal has caught up after a frame was skipped. */
  drained(): void
  /** Shows an urgent message of a scene below. */
  announce(text: string): void
  /** The scene was left, or the program exits. */
  close(): Promise<void> | void
}

/** The terminal as seen by a scene; output is visible only while the scene is on top. */
export interface Surface {
  readonly size: Size
  readonly onTop: boolean
  /** Whether output is still queued for the terminal. */
  readonly behind: boolean
  show(picture: DrawnScreen): void
  /** Makes the next `show` repaint every cell, after other output on the screen. */
  redraw(): void
  /** Writes the escape sequences of a picture; see `Terminal`. */
  paint(sequences: string): void
  ring(): void
  notify(title: string, text: string): void
  /** Sets the title of the window; null restores it. */
  title(text: string | null): void
  /** Shows a message in the top scene. */
  announce(text: string): void
  /** Opens another scene on top. */
  open(scene: Scene): Surface
  /** Closes this scene and all scenes on top of it. */
  leave(): void
}
