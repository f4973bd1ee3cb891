import { tileGrid } from './tiles.ts'

/** Pictures through which a tile must stay as it is. */
const REST = 8
/** Tiles that are taken at a time, so that what changes is not kept waiting. */
const AT_ONCE = 4

/** Which tiles of a picture were sent with losses and have not changed for a while. */
export class RestingTiles {
  /** Pictures since its last change, by tile that is not sharp yet. */
  readonly #still = new Map<number, number>()

  /** Begins anew: all of the picture was sent with losses. */
  begin(picture: { width: number; height: number }): void {
    const { across, down } = tileGrid(picture)
    this.#still.clear()
    for (let tile = 0; tile < across * down; tile++) this.#still.set(tile, 0)
  }

  /** Counts a picture, in which these tiles changed. */
  picture(changed: ReadonlySet<number>): void {
    for (const [tile, pictures] of this.#still) this.#still.set(tile, pictures + 1)
    for (const tile of changed) this.#still.set(tile, 0)
  }

  /** Takes some tiles that have come to rest; they count as sharp from now on. */
  take(): Set<number> {
    const taken = new Set<number>()
    for (const [tile, pictures] of this.#still) {
      if (pictures < REST) continue
      taken.add(tile)
      this.#still.delete(tile)
      if (taken.size === AT_ONCE) break
    }
    return taken
  }
}
