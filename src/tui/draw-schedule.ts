import type { Cancel, Clock } from '../lib/clock.ts'

const SECOND = 1_000

/** Limits of the frame rate. */
export interface DrawPace {
  /** Maximum frames per second. */
  readonly perSecond: number
  /** Frames per second reserved for urgent updates, such as key presses. */
  readonly reserved: number
  /** Minimum ms between frames for ambient updates, such as levels. */
  readonly ambient: number
}

/** For screens that the user glances at. */
export const CALM_PACE: DrawPace = { perSecond: 15, reserved: 7, ambient: 125 }
/** For screens that the user follows closely, such as a moving playhead. */
export const LIVELY_PACE: DrawPace = { perSecond: 40, reserved: 15, ambient: 45 }

/**
 * Schedules frames: at once for urgent changes, at intervals for ambient ones, within the limits of its pace, and none
 * without changes. When the frames of a second run low, as while a key is held down, the rest are spread over it, so
 * that the screen does not freeze until the next second.
 */
export class DrawSchedule {
  readonly #clock: Clock
  readonly #draw: () => void
  readonly #pace: DrawPace
  /** Times of the frames drawn in the last second, ms. */
  #drawn: number[] = []
  #cancel: Cancel | null = null
  #dueAt = Infinity

  constructor(clock: Clock, draw: () => void, pace: DrawPace = CALM_PACE) {
    this.#clock = clock
    this.#pace = pace
    this.#draw = draw
  }

  /** Requests a frame. @param urgent whether the user waits for it */
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

  /** ms until the next frame is allowed. */
  #waitFor(urgent: boolean): number {
    const now = this.#clock.now()
    this.#drawn = this.#drawn.filter((at) => at > now - SECOND)
    const last = this.#drawn.at(-1) ?? -Infinity
    const dueAt = urgent ? this.#urgentDue(last) : Math.max(this.#ambientDue(), last + this.#pace.ambient)
    return Math.max(0, dueAt - now)
  }

  #urgentDue(last: number): number {
    const left = this.#pace.perSecond - this.#drawn.length
    if (left > this.#pace.reserved) return -Infinity
    return last + (this.#drawn[0]! + SECOND - last) / (left + 1)
  }

  /** When a frame is available beyond the reserved ones. */
  #ambientDue(): number {
    const one = this.#drawn.at(-(this.#pace.perSecond - this.#pace.reserved))
    return one === undefined ? -Infinity : one + SECOND
  }
}
