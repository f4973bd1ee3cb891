import type { Cancel, Clock } from '../../lib/clock.ts'
import { SPEECH } from '../voice/mixer-input.ts'

/** ms for which a talker still counts as talking after the last loud frame, to bridge pauses between words. */
const HOLD = 400
/** ms between two checks, and therefore between two reports. */
const INTERVAL = 100

/** Detects who is talking, from the levels of their frames. Reports changes, at most ten times per second. */
export class Speaking {
  readonly #clock: Clock
  readonly #report: (ids: number[]) => void
  readonly #loudUntil = new Map<number, number>()
  #reported = ''
  #cancel: Cancel | null = null

  /** @param report called with the ids of all talkers, in the order in which they started */
  constructor(clock: Clock, report: (ids: number[]) => void) {
    this.#clock = clock
    this.#report = report
  }

  /** Takes the level of a frame in dBFS. */
  level(id: number, dbfs: number): void {
    if (dbfs < SPEECH) return
    this.#loudUntil.set(id, this.#clock.now() + HOLD)
    if (!this.#cancel) this.#poll()
  }

  /** Removes a member who left or was muted. */
  forget(id: number): void {
    if (this.#loudUntil.delete(id) && !this.#cancel) this.#poll()
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#loudUntil.clear()
  }

  #poll(): void {
    this.#cancel = null
    const now = this.#clock.now()
    for (const [id, until] of this.#loudUntil) if (until <= now) this.#loudUntil.delete(id)
    const ids = [...this.#loudUntil.keys()]
    const changed = ids.join() !== this.#reported
    this.#reported = ids.join()
    if (changed) this.#report(ids)
    if (changed || ids.length > 0) this.#cancel = this.#clock.after(INTERVAL, () => this.#poll())
  }
}
