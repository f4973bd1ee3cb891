/*
 * The messages between the viewer (in the client) and its page (in the browser). The client serves the page, so both
 * have the same version and nothing is negotiated.
 */

/** A shared screen or camera. */
export interface ShareRow {
  readonly id: number
  readonly name: string
  readonly kind: 'screen' | 'camera'
}

/** Viewer to page, as JSON text. */
export type ToPage =
  /** All shares, sent whenever they change. */
  | { readonly type: 'shares'; readonly shares: readonly ShareRow[] }
  /** The client has lost the server. `shares` follows when it has reconnected. */
  | { readonly type: 'away' }
  /** Sent every 5 s, so that the page notices a dead connection. */
  | { readonly type: 'alive' }
  /** The meeting has ended; do not reconnect. */
  | { readonly type: 'ended' }

/** Page to viewer, as JSON text. */
export type FromPage =
  /** Requests the pictures of this share, and of no other. */
  | { readonly type: 'select'; readonly id: number }
  /** Acknowledges that all pictures up to this serial number are drawn. */
  | { readonly type: 'drawn'; readonly serial: number }

/**
 * Viewer to page, binary: the length of the header (4 bytes, big-endian), this header as JSON, and the concatenated JPEGs
 * of the rectangles.
 */
export interface PictureHeader {
  readonly serial: number
  readonly id: number
  readonly width: number
  readonly height: number
  readonly keyframe: boolean
  readonly rects: readonly {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
    readonly bytes: number
  }[]
}
