import type { Cancel, Clock } from '../../clock.ts'

/** Pictures a second at most. */
const MOST_A_SECOND = 15
/** Of these, so many are kept for what a person does, which is to be seen at once. */
const KEPT_FOR_KEYS = 7
/** ms between two pictures that only levels and the like ask for. */
const AMBIENT_INTERVAL = 125

/**
 * Says when to draw: at once for what a person did, now and then for what changes by itself, never more than 15
 * times a second, and not at all when nothing changed. A token bucket of one second's pictures.
 */
export class DrawSchedule {
  readonly #clock: Clock
  readonly #draw: () => void
  #tokens = MOST_A_SECOND
  #filledAt: number
  #drawnAt = -Infinity
  #cancel: Cancel | null = null
  #dueAt = Infinity

  constructor(clock: Clock, draw: () => void) {
    this.#clock = clock
    this.#draw = draw
    this.#filledAt = clock.now()
  }

  /** Something changed. @param urgent a person waits to see it. */
  request(urgent: boolean): void {
    const wait = this.#waitFor(urgent)
    const dueAt = this.#clock.now() + wait
    if (dueAt >= this.#dueAt) return
    this.#cancel?.()
    this.#dueAt = dueAt
    this.#cancel = this.#clock.after(wait, () => this.#fire())
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#dueAt = Infinity
  }

  #fire(): void {
    this.#cancel = null
    this.#dueAt = Infinity
    this.#fill()
    this.#tokens = Math.max(0, this.#tokens - 1)
    this.#drawnAt = this.#clock.now()
    this.#draw()
  }

  /** ms until there is a picture to spend. */
  #waitFor(urgent: boolean): number {
    this.#fill()
    const needed = urgent ? 1 : 1 + KEPT_FOR_KEYS
    const untilToken = Math.max(0, ((needed - this.#tokens) * 1000) / MOST_A_SECOND)
    if (urgent) return untilToken
    return Math.max(untilToken, this.#drawnAt + AMBIENT_INTERVAL - this.#clock.now())
  }

  #fill(): void {
    const now = this.#clock.now()
    this.#tokens = Math.min(MOST_A_SECOND, this.#tokens + ((now - this.#filledAt) / 1000) * MOST_A_SECOND)
    this.#filledAt = now
  }
}
