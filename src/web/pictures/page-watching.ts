import type { Clock } from '../../lib/clock.ts'
import type { Label, LabelFields } from '../../protocol/labels.ts'
import type { EncodedPicture } from '../../screen/picture.ts'
import { type PictureViewer, Watching, type WatchingLink } from '../../screen/watching.ts'
import { decodeRects, Stage, type StagedPicture } from './stage.ts'

export interface PageWatchingHandlers {
  /** The connection; null while there is none, and outside a room. */
  link(): WatchingLink | null
  /** The first picture of somebody's share was drawn, or one of another size. Pixels. */
  drawn(from: number, width: number, height: number): void
}

/** Shows the shares of others on canvases. A share is watched as long as it has one. */
export class PageWatching {
  readonly #watching: Watching
  readonly #stages = new Map<number, Stage<StagedPicture>>()
  readonly #viewer: PictureViewer
  readonly #handlers: PageWatchingHandlers

  constructor(clock: Clock, handlers: PageWatchingHandlers) {
    this.#handlers = handlers
    // The server has checked each piece, and the page trusts its server.
    this.#watching = new Watching(clock, { link: () => handlers.link(), isValid: () => true })
    this.#viewer = {
      show: (from, picture) => this.#show(from, picture),
      ended: () => {},
    }
  }

  /** Shows the share of a person on a canvas. @returns stops it */
  show(from: number, canvas: HTMLCanvasElement): () => void {
    let size = ''
    const stage = new Stage<StagedPicture>(canvas, ({ width, height }) => {
      if (size === `${width} ${height}`) return
      size = `${width} ${height}`
      this.#handlers.drawn(from, width, height)
    })
    this.#stages.set(from, stage)
    this.#watching.want(from, this.#viewer)
    return () => {
      if (this.#stages.get(from) !== stage) return
      this.#stages.delete(from)
      this.#watching.release(from, this.#viewer)
    }
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

  #show(from: number, { width, height, rects }: EncodedPicture): void {
    this.#stages.get(from)?.draw({ width, height, tiles: decodeRects(rects) })
  }
}
