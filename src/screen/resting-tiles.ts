import { tileGrid } from './tile-grid.ts'

/** Pictures for which a tile must not change before it is refined. */
const REST = 8
/** Tiles refined per picture, so that changes are not delayed. */
const AT_ONCE = 4

/** Tracks tiles that were sent in low quality and have not changed for a while. */
export class RestingTiles {
  /** Pictures since the last change, by index of each tile that is not refined yet. */
  readonly #still = new Map<number, number>()

  /** Restarts after a keyframe: no tile is refined. */
  begin(picture: { width: number; height: number }): void {
    const { across, down } = tileGrid(picture)
    this.#still.clear()
    for (let tile = 0; tile < across * down; tile++) this.#still.set(tile, 0)
  }

  /** Counts a picture in which these tiles changed. */
  picture(changed: ReadonlySet<number>): void {
    for (const [tile, pictures] of this.#still) this.#still.set(tile, pictures + 1)
    for (const tile of changed) this.#still.set(tile, 0)
  }

  /** Takes up to `AT_ONCE` unchanged tiles; they count as refined from now on. */
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
