import type { Cancel, Clock } from '../../lib/clock.ts'

/** Louder than this is talking; dBFS. The noise of a quiet room lies below. */
const THRESHOLD = -55
/** ms that a talker counts as talking after the last loud frame: the pauses between words. */
const HOLD = 400
/** ms between two looks, and so between two reports. */
const INTERVAL = 100

/** Who talks now, from the levels of their frames. Reports at most ten times a second, and on change only. */
export class Speaking {
  readonly #clock: Clock
  readonly #report: (ids: number[]) => void
  readonly #loudUntil = new Map<number, number>()
  #reported = ''
  #cancel: Cancel | null = null

  /** @param report is told the ids of all who talk, in the order in which they began. */
  constructor(clock: Clock, report: (ids: number[]) => void) {
    this.#clock = clock
    this.#report = report
  }

  /** Takes the level of a frame, in dBFS. */
  level(id: number, dbfs: number): void {
    if (dbfs < THRESHOLD) return
    this.#loudUntil.set(id, this.#clock.now() + HOLD)
    if (!this.#cancel) this.#look()
  }

  /** Forgets somebody who left or was muted. */
  forget(id: number): void {
    if (this.#loudUntil.delete(id) && !this.#cancel) this.#look()
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#loudUntil.clear()
  }

  #look(): void {
    this.#cancel = null
    const now = this.#clock.now()
    for (const [id, until] of this.#loudUntil) if (until <= now) this.#loudUntil.delete(id)
    const ids = [...this.#loudUntil.keys()]
    const changed = ids.join() !== this.#reported
    this.#reported = ids.join()
    if (changed) this.#report(ids)
    if (changed || ids.length > 0) this.#cancel = this.#clock.after(INTERVAL, () => this.#look())
  }
}
