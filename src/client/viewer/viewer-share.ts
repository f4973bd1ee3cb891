import type { Cancel, Clock } from '../../lib/clock.ts'
import type { ShareRow } from '../../protocol/viewer-messages.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import { Mosaic } from './mosaic.ts'

/** ms after which a keyframe is requested again. */
const PATIENCE = 2000

/** A share in the viewer: its description and what was received of its picture. */
export class ViewerShare {
  mosaic = new Mosaic()
  row: ShareRow
  readonly #clock: Clock
  readonly #ask: () => void
  #patience: Cancel | null = null

  /** @param ask requests a keyframe from the sharer */
  constructor(row: ShareRow, clock: Clock, ask: () => void) {
    this.row = row
    this.#clock = clock
    this.#ask = ask
  }

  add(picture: EncodedPicture): void {
    this.mosaic.add(picture)
    if (picture.keyframe) this.rest()
  }

  /** Requests a keyframe, once for all pages, and again every 2 s until one arrives. */
  want(): void {
    if (this.#patience) return
    this.#patience = this.#clock.after(PATIENCE, () => {
      this.#patience = null
      this.want()
    })
    this.#ask()
  }

  /** Stops requesting. */
  rest(): void {
    this.#patience?.()
    this.#patience = null
  }

  /** No page shows the share: drops the picture, which would be outdated when a page shows it again. */
  leave(): void {
    this.rest()
    this.mosaic = new Mosaic()
  }
}
