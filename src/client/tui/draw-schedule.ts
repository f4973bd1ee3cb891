import type { Cancel, Clock } from '../../clock.ts'

/** Pictures a second at most. */
const MOST_A_SECOND = 15
/** Of these, so many are kept for what a person does, which is to be seen at once. */
const KEPT_FOR_KEYS = 7
const SECOND = 1_000
/** ms between two pictures that only levels and the like ask for. */
const AMBIENT_INTERVAL = 125

/**
 * Says when to draw: at once for what a person did, now and then for what changes by itself, never more than 15
 * times in any second, and not at all when nothing changed. Where somebody holds a key down, the pictures that are
 * left of a second are spread over it, so that what they type does not stand still until the second is over.
 */
export class DrawSchedule {
  readonly #clock: Clock
  readonly #draw: () => void
  /** When the pictures of the last second were drawn. */
  #drawn: number[] = []
  #cancel: Cancel | null = null
  #dueAt = Infinity

  constructor(clock: Clock, draw: () => void) {
    this.#clock = clock
    this.#draw = draw
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
    this.#drawn.push(this.#clock.now())
    this.#draw()
  }

  /** ms until there is a picture to spend. */
  #waitFor(urgent: boolean): number {
    const now = this.#clock.now()
    this.#drawn = this.#drawn.filter((at) => at > now - SECOND)
    const last = this.#drawn.at(-1) ?? -Infinity
    const dueAt = urgent ? this.#urgentDue(last) : Math.max(this.#ambientDue(), last + AMBIENT_INTERVAL)
    return Math.max(0, dueAt - now)
  }

  #urgentDue(last: number): number {
    const left = MOST_A_SECOND - this.#drawn.length
    if (left > KEPT_FOR_KEYS) return -Infinity
    return last + (this.#drawn[0]! + SECOND - last) / (left + 1)
  }

  /** When there is one more to spend than those kept for keys. */
  #ambientDue(): number {
    const one = this.#drawn.at(-(MOST_A_SECOND - KEPT_FOR_KEYS))
    return one === undefined ? -Infinity : one + SECOND
  }
}
