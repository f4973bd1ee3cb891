/** A shared screen or camera. */
export interface ShareRow {
  readonly id: number
  readonly name: string
  readonly kind: 'screen' | 'camera'
}

/**
 * What the viewer in the client tells its page besides the labels `screen` and `pong` of the contract. The page sends the actions
 * `screen_start_watching`, `screen_stop_watching`, `ack` and `ping`. The client serves the page, so both have the same
 * version and nothing is negotiated.
 */
export type ViewerNews =
  /** All shares, sent whenever they change. */
  | { readonly label: 'shares'; readonly shares: readonly ShareRow[] }
  /** The client has lost the server. `shares` follows when it has reconnected. */
  | { readonly label: 'away' }
  /** The meeting has ended; do not reconnect. */
  | { readonly label: 'ended' }
