import type { IncomingPicture } from './drawn-picture.ts'

/** Draws pictures on the canvas, each whole and in the order in which they came. */
export class Stage {
  readonly #canvas: HTMLCanvasElement
  readonly #context: CanvasRenderingContext2D
  readonly #drawn: (picture: IncomingPicture) => void
  #last: Promise<void> = Promise.resolve()

  /** @param drawn is called after each picture. */
  constructor(canvas: HTMLCanvasElement, drawn: (picture: IncomingPicture) => void) {
    this.#canvas = canvas
    this.#context = canvas.getContext('2d', { alpha: false })!
    this.#drawn = drawn
  }

  /** @param isWanted is asked when its turn comes: somebody else may be shown by then. */
  draw(picture: IncomingPicture, isWanted: () => boolean): void {
    this.#last = this.#last.then(async () => {
      const tiles = await picture.tiles
      if (isWanted()) {
        this.#resize(picture)
        for (const { x, y, w, h, bitmap } of tiles) this.#context.drawImage(bitmap, x, y, w, h)
      }
      for (const { bitmap } of tiles) bitmap.close()
      this.#drawn(picture)
    })
  }

  /** To give a canvas a size empties it, even if that is the size it has. */
  #resize({ header: { width, height } }: IncomingPicture): void {
    if (this.#canvas.width !== width) this.#canvas.width = width
    if (this.#canvas.height !== height) this.#canvas.height = height
  }
}
