import type { Cancel, Clock } from '../lib/clock.ts'

const SECOND = 1_000

/** How often is drawn. */
export interface DrawPace {
  /** Pictures a second at most. */
  readonly most: number
  /** Of these, so many are kept for what a person does, which is to be seen at once. */
  readonly keptForKeys: number
  /** ms between two pictures that only levels and the like ask for. */
  readonly ambient: number
}

/** For what one looks at now and then. */
export const CALM_PACE: DrawPace = { most: 15, keptForKeys: 7, ambient: 125 }
/** For what one follows with one's eyes. */
export const LIVELY_PACE: DrawPace = { most: 40, keptForKeys: 15, ambient: 45 }

/**
 * Says when to draw: at once for what a person did, now and then for what changes by itself, never more often than
 * its pace in any second, and not at all when nothing changed. Where somebody holds a key down, the pictures that are
 * left of a second are spread over it, so that what they type does not stand still until the second is over.
 */
export class DrawSchedule {
  readonly #clock: Clock
  readonly #draw: () => void
  readonly #pace: DrawPace
  /** When the pictures of the last second were drawn. */
  #drawn: number[] = []
  #cancel: Cancel | null = null
  #dueAt = Infinity

  constructor(clock: Clock, draw: () => void, pace: DrawPace = CALM_PACE) {
    this.#clock = clock
    this.#pace = pace
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
    const dueAt = urgent ? this.#urgentDue(last) : Math.max(this.#ambientDue(), last + this.#pace.ambient)
    return Math.max(0, dueAt - now)
  }

  #urgentDue(last: number): number {
    const left = this.#pace.most - this.#drawn.length
    if (left > this.#pace.keptForKeys) return -Infinity
    return last + (this.#drawn[0]! + SECOND - last) / (left + 1)
  }

  /** When there is one more to spend than those kept for keys. */
  #ambientDue(): number {
    const one = this.#drawn.at(-(this.#pace.most - this.#pace.keptForKeys))
    return one === undefined ? -Infinity : one + SECOND
  }
}
