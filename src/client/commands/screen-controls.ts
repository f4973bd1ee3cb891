import type { Picture } from '../../screen/picture.ts'
import type { View } from '../../screen/terminal/viewport.ts'
import type { Choice, Overlay, OverlayEvent } from '../../tui/overlay-state.ts'
import type { Size } from '../../tui/region.ts'
import type { Scene, Surface } from '../../tui/scene.ts'

/** The panel that receives keys. */
export type Focus = 'keys' | 'input' | 'rooms' | 'people'

/** Events that change the watched pictures. */
export type ViewEvent =
  /** Watches these people, by id; an empty list stops watching. */
  | { readonly event: 'watching'; readonly people: readonly number[] }
  /** Zooms by a factor around a point, given as fractions of the area, 0 to 1. */
  | { readonly event: 'zoomed'; readonly by: number; readonly at?: { readonly x: number; readonly y: number } }
  /** Pans by fractions of the visible part. */
  | { readonly event: 'panned'; readonly dx: number; readonly dy: number }
  | { readonly event: 'viewed'; readonly base: View['base'] }
  | { readonly event: 'full-picture' }

/** Events by which a command changes the screen. */
export type ScreenEvent =
  | OverlayEvent
  | ViewEvent
  | { readonly event: 'focused'; readonly focus: Focus }
  | { readonly event: 'focus-moved'; readonly by: 1 | -1 }
  | { readonly event: 'scrolled'; readonly by: number | 'top' | 'bottom' }
  | { readonly event: 'overlay'; readonly overlay: Overlay | null }
  | { readonly event: 'side-bar' }
  | { readonly event: 'cleared' }

/** The state of the screen that commands read. */
export interface ScreenState {
  readonly size: Size
  /** Id of the selected person in the side bar. */
  readonly selectedPerson: number | null
  /** The watched pictures; null if none. */
  readonly watched: object | null
  /** The recording that this client is making. */
  readonly recording: object | null
}

/** The parts of the full-screen interface that commands use. */
export interface ScreenControls {
  readonly state: ScreenState
  /** Applies an event to the state of the interface. */
  show(event: ScreenEvent): void
  /** Whether this terminal can show pictures. */
  readonly showsPictures: boolean
  /** The pictures being watched, in full resolution. */
  readonly pictures: readonly Picture[]
  /** Opens a list to choose from. */
  choose(title: string, choices: readonly Choice[]): void
  /** Redraws the whole screen. */
  redraw(): void
  /** Opens another scene over the meeting, which continues in the background. */
  open(scene: Scene): Surface
  /** Lists local recordings, or opens one in the studio. @throws Error with a message for the user */
  studio(recording: string | null): Promise<void>
  /** The key bound to a command; null if there is none. */
  keyOf(command: string): string | null
}
