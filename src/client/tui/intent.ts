import type { OverlayEvent, UiEvent } from './ui-events.ts'

/** What a key asks of what lies over the rest. */
export type OverlayIntent =
  | { readonly do: 'show'; readonly event: OverlayEvent }
  /** Sends the line that was typed, answers the question, takes the entry that is chosen. */
  | { readonly do: 'submit' }
  /** Gives up the question. */
  | { readonly do: 'cancel' }

/** What a key or a click asks for. */
export type Intent =
  | OverlayIntent
  /** Changes only what is shown. */
  | { readonly do: 'show'; readonly event: UiEvent }
  /** Runs a command of the table, as if it had been typed behind a slash. */
  | { readonly do: 'run'; readonly command: string; readonly argument?: string }
  | { readonly do: 'complete' }
  | { readonly do: 'connect'; readonly host: string; readonly port: number; readonly tls: boolean }
