import type { Cancel, Clock } from '../../lib/clock.ts'

/** ms between two tellings for each thing told of, and the most: a long list is not told for each that joins it. */
const PAUSE_EACH = 1
const LONGEST_PAUSE = 1_000

/** Tells of changes soon; many at once are told once, and the last state always. */
export class Announcement {
  readonly #clock: Clock
  readonly #emit: () => void
  #cancel: Cancel | null = null
  #toldAt = -Infinity

  /** @param emit tells the state as it is then. */
  constructor(clock: Clock, emit: () => void) {
    this.#clock = clock
    this.#emit = emit
  }

  /** Something changed in a list that is `length` long. */
  changed(length: number): void {
    if (this.#cancel) return
    const pause = Math.min(length * PAUSE_EACH, LONGEST_PAUSE)
    this.#cancel = this.#clock.after(this.#toldAt + pause - this.#clock.now(), () => {
      this.#cancel = null
      this.#toldAt = this.#clock.now()
      this.#emit()
    })
  }

  /** Tells no more of what changed. */
  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}
