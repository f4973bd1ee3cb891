/** What the viewer and its page tell each other. Both sides are of one version, so nothing here is negotiated. */

/** Somebody's screen or camera that can be looked at. */
export interface ShareRow {
  readonly id: number
  readonly name: string
  readonly kind: 'screen' | 'camera'
}

/** Viewer to page, as JSON text. */
export type ToPage =
  /** All there are, whenever that changes. */
  | { readonly type: 'shares'; readonly shares: readonly ShareRow[] }
  /** The client has lost the server; a list follows once it is back. */
  | { readonly type: 'away' }
  /** Every few seconds, so that the page notices a connection that went silent. */
  | { readonly type: 'alive' }
  /** The meeting is over; there is nothing to come back to. */
  | { readonly type: 'ended' }

/** Page to viewer, as JSON text. */
export type FromPage =
  /** Shows this one from now on, and no other. */
  | { readonly type: 'select'; readonly id: number }
  /** The picture of this serial number, and all before it, are drawn. */
  | { readonly type: 'drawn'; readonly serial: number }

/**
 * Viewer to page, binary: the length of the header in 4 bytes (big endian), this header as JSON, and the rectangles'
 * JPEGs one after another.
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
