import type { Clock } from '../../lib/clock.ts'
import type { Label, LabelFields } from '../../protocol/labels.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import { type PictureViewer, type WatchedRate, Watching, type WatchingLink } from '../../screen/watching.ts'
import { Stage } from './stage.ts'

export interface PageWatchingHandlers {
  /** The connection; null while there is none, and outside a room. */
  link(): WatchingLink | null
}

/** Shows the shares of others on canvases. A share is watched as long as it has one. */
export class PageWatching {
  readonly #watching: Watching
  readonly #stages = new Map<number, Stage>()
  readonly #viewer: PictureViewer

  constructor(clock: Clock, handlers: PageWatchingHandlers) {
    // The server has checked each piece, and the page trusts its server.
    this.#watching = new Watching(clock, { link: () => handlers.link(), isValid: () => true })
    this.#viewer = { show: (from, picture) => this.#show(from, picture), ended: () => {} }
  }

  /**
   * Shows the share of a person on a canvas.
   *
   * @param resized the first picture was drawn, or one of another size; pixels
   * @returns stops it
   */
  show(from: number, canvas: HTMLCanvasElement, resized: (width: number, height: number) => void): () => void {
    const stage = new Stage(canvas, resized)
    this.#stages.set(from, stage)
    this.#watching.want(from, this.#viewer)
    return () => {
      stage.close()
      if (this.#stages.get(from) !== stage) return
      this.#stages.delete(from)
      this.#watching.release(from, this.#viewer)
    }
  }

  /** Received rate of a person's share; null if it is not watched. */
  rateOf(from: number): WatchedRate | null {
    return this.#watching.rateOf(from)
  }

  /** Takes a message that the server pushed. */
  take(message: Label): void {
    this.#watching.take(message)
  }

  /** Takes a picture or a part of one. */
  picture(fields: LabelFields<'screen'>, payload: Uint8Array): void {
    this.#watching.picture(fields, payload)
  }

  /** The user left the room. */
  leave(): void {
    this.#watching.leave()
  }

  /** The connection is lost: the next one announces the shares again. */
  forgetSharers(): void {
    this.#watching.forgetSharers()
  }

  /** All shares are known again after a lost connection. */
  settle(): void {
    this.#watching.settle()
  }

  #show(from: number, picture: EncodedPicture): void {
    this.#stages.get(from)?.draw(picture)
  }
}
