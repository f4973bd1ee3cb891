import type { DrawnScreen } from './grid.ts'
import type { Size } from './region.ts'
import type { TerminalEvent } from './terminal/key.ts'

/**
 * What fills the terminal while it lies on top of others: the meeting, the studio, the list of recordings. What is below
 * goes on without being seen.
 */
export interface Scene {
  /** Takes what comes from the terminal: keys, mouse and pastes on top only, the rest anywhere. */
  take(event: TerminalEvent): void
  /** Draws all of itself, now: it is on top, or is so again, or the terminal has another size. */
  draw(): void
  /** Something else comes on top: what it has on the terminal besides cells has to go. */
  covered(): void
  /** The terminal has caught up after a picture was skipped. */
  drained(): void
  /** Somebody below has something to say that must not wait. */
  announce(text: string): void
  /** It was left, or the program ends. */
  close(): Promise<void> | void
}

/** The terminal, as a scene has it. What it shows is seen only while it lies on top. */
export interface Surface {
  readonly size: Size
  readonly onTop: boolean
  /** Whether the terminal has not taken yet what it was given. */
  readonly behind: boolean
  show(picture: DrawnScreen): void
  /** Draws everything anew at the next picture, for a screen that something else has written on. */
  redraw(): void
  /** Writes sequences of a picture; see `Terminal`. */
  paint(sequences: string): void
  ring(): void
  notify(title: string, text: string): void
  /** Says something in the scene on top. */
  announce(text: string): void
  /** Puts another scene on top. */
  open(scene: Scene): Surface
  /** Takes this scene away and closes it, with all that lie on it; the one below is seen again. */
  leave(): void
}
