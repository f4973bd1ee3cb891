import type { Cancel, Clock } from '../../lib/clock.ts'
import type { ShareRow } from '../../protocol/viewer-messages.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import { Mosaic } from './mosaic.ts'

/** ms in which a keyframe that was asked for should have come. */
const PATIENCE = 2000

/** Somebody's screen or camera, as far as it has come. */
export class ViewerShare {
  mosaic = new Mosaic()
  row: ShareRow
  readonly #clock: Clock
  readonly #ask: () => void
  #patience: Cancel | null = null

  /** @param ask asks the sharer for a keyframe. */
  constructor(row: ShareRow, clock: Clock, ask: () => void) {
    this.row = row
    this.#clock = clock
    this.#ask = ask
  }

  add(picture: EncodedPicture): void {
    this.mosaic.add(picture)
    if (picture.keyframe) this.rest()
  }

  /** Asks for a keyframe until one comes: once for all pages that want it, and again where it takes too long. */
  want(): void {
    if (this.#patience) return
    this.#patience = this.#clock.after(PATIENCE, () => {
      this.#patience = null
      this.want()
    })
    this.#ask()
  }

  /** No longer asks. */
  rest(): void {
    this.#patience?.()
    this.#patience = null
  }

  /** Nobody looks: pictures may stay away from now on, so that what there is will be old when somebody looks again. */
  leave(): void {
    this.rest()
    this.mosaic = new Mosaic()
  }
}
