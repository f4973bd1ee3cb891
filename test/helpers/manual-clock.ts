import type { Clock } from '../../src/lib/clock.ts'

interface Timer {
  at: number
  callback: () => void
}

/** A clock whose hands the test turns. Timers fire in order of their time, as `advance` passes them. */
export class ManualClock implements Clock {
  #now = 1000
  #jumped = 0
  /** In the order in which they fire: by time, then by the order in which they were set. */
  readonly #timers: Timer[] = []

  now(): number {
    return this.#now
  }

  date(): number {
    return 1_700_000_000_000 + this.#now + this.#jumped
  }

  after(delay: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delay), callback }
    this.#timers.splice(this.#placeOf(timer), 0, timer)
    return () => {
      const place = this.#timers.indexOf(timer)
      if (place >= 0) this.#timers.splice(place, 1)
    }
  }

  /** Sets the wall clock forward by `ms`, or back; the monotonic time stays. */
  jump(ms: number): void {
    this.#jumped += ms
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.length
  }

  /** Moves time on by `ms`, firing on the way what falls due. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const next = this.#timers[0]
      if (!next || next.at > end) break
      this.#timers.shift()
      this.#now = Math.max(this.#now, next.at)
      next.callback()
    }
    this.#now = end
  }

  /** Where a timer goes: behind all that fire no later. */
  #placeOf({ at }: Timer): number {
    let low = 0
    let high = this.#timers.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#timers[middle]!.at <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}
