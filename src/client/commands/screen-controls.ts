import type { Picture } from '../../screen/picture.ts'
import type { View } from '../../screen/terminal/viewport.ts'
import type { Choice, Overlay, OverlayEvent } from '../../tui/overlay-state.ts'
import type { Size } from '../../tui/region.ts'
import type { Scene, Surface } from '../../tui/scene.ts'

/** Where keys go. */
export type Focus = 'keys' | 'input' | 'rooms' | 'people'

/** What changes how the pictures of others are shown. */
export type ViewEvent =
  /** Shows the pictures of these people, by id; none of them ends it. */
  | { readonly event: 'watching'; readonly people: readonly number[] }
  /** Enlarges by a factor, around a place given as parts of the area, 0 to 1. */
  | {
      readonly event: 'zoomed'
      readonly by: number
      readonly at?: { readonly x: number; readonly y: number }
    }
  /** Moves by parts of what is seen. */
  | { readonly event: 'panned'; readonly dx: number; readonly dy: number }
  | { readonly event: 'viewed'; readonly base: View['base'] }
  | { readonly event: 'full-picture' }

/** What a command can change on the screen. */
export type ScreenEvent =
  | OverlayEvent
  | ViewEvent
  | { readonly event: 'focused'; readonly focus: Focus }
  | { readonly event: 'focus-moved'; readonly by: 1 | -1 }
  | { readonly event: 'scrolled'; readonly by: number | 'top' | 'bottom' }
  | { readonly event: 'overlay'; readonly overlay: Overlay | null }
  | { readonly event: 'side-bar' }
  | { readonly event: 'cleared' }

/** What commands read of the screen. */
export interface ScreenState {
  readonly size: Size
  /** Id of the person who is selected in the side bar. */
  readonly selectedPerson: number | null
  /** null where no pictures are shown. */
  readonly watched: object | null
  /** The recording that is being made by this client. */
  readonly recording: object | null
}

/** The full-screen interface, as far as commands need it. */
export interface ScreenControls {
  readonly state: ScreenState
  /** Changes what is shown. */
  show(event: ScreenEvent): void
  /** Whether this terminal can show pictures. */
  readonly showsPictures: boolean
  /** The pictures that one watches, in full resolution. */
  readonly pictures: readonly Picture[]
  /** Opens a list to choose from. */
  choose(title: string, choices: readonly Choice[]): void
  /** Draws everything anew. */
  redraw(): void
  /** Puts another scene over the meeting, which goes on below it. */
  open(scene: Scene): Surface
  /** Shows the recordings of this computer, or opens one in the studio. @throws Error with a sentence for people */
  studio(recording: string | null): Promise<void>
  /** The key of a command; null where it has none. */
  keyOf(command: string): string | null
}
