import type { UiEvent } from './events.ts'

/** What a key or a click asks for. */
export type Intent =
  /** Changes only what is shown. */
  | { readonly do: 'show'; readonly event: UiEvent }
  /** Runs a command of the table, as if it had been typed behind a slash. */
  | { readonly do: 'run'; readonly command: string; readonly argument?: string }
  /** Sends the line that was typed, answers the question, takes the entry that is chosen. */
  | { readonly do: 'submit' }
  /** Gives up the question. */
  | { readonly do: 'cancel' }
  | { readonly do: 'complete' }
  | { readonly do: 'connect'; readonly host: string; readonly port: number; readonly tls: boolean }
