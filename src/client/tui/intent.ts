import type { Grid } from '../../tui/grid.ts'
import type { SceneIntent } from '../../tui/overlay-state.ts'
import type { Line, Span } from '../../tui/text/span.ts'
import type { UiEvent } from './ui-events.ts'

/** What a key or a click does in the meeting; `run` runs a command as if typed after a slash. */
export type Intent =
  | SceneIntent
  /** Changes only the display. */
  | { readonly do: 'show'; readonly event: UiEvent }
  | { readonly do: 'complete' }
  | { readonly do: 'connect'; readonly host: string; readonly port: number; readonly tls: boolean }

/** The drawing types of the terminal kit, with clicks that are intents of the meeting. */
export type MeetingSpan = Span<Intent>
export type MeetingLine = Line<Intent>
export type MeetingGrid = Grid<Intent>
