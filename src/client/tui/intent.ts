import type { Grid } from '../../tui/grid.ts'
import type { SceneIntent } from '../../tui/overlay-state.ts'
import type { Line, Span } from '../../tui/text/span.ts'
import type { UiEvent } from './ui-events.ts'

/** What a key or a click asks for in the meeting; `run` runs a command as if it had been typed behind a slash. */
export type Intent =
  | SceneIntent
  /** Changes only the display. */
  | { readonly do: 'show'; readonly event: UiEvent }
  | { readonly do: 'complete' }
  | { readonly do: 'connect'; readonly host: string; readonly port: number; readonly tls: boolean }

/** The kit's drawing types, with clicks that a meeting understands. */
export type MeetingSpan = Span<Intent>
export type MeetingLine = Line<Intent>
export type MeetingGrid = Grid<Intent>
