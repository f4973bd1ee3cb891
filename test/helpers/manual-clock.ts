import type { Clock } from '../../src/lib/clock.ts'

interface Timer {
  at: number
  callback: () => void
}

/** A clock whose hands the test turns. Timers fire in order of their time, as `advance` passes them. */
export class ManualClock implements Clock {
  #now = 1000
  #timers = new Set<Timer>()

  now(): number {
    return this.#now
  }

  date(): number {
    return 1_700_000_000_000 + this.#now
  }

  after(delay: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delay), callback }
    this.#timers.add(timer)
    return () => this.#timers.delete(timer)
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size
  }

  /** Moves time on by `ms`, firing on the way what falls due. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0]
      if (!next || next.at > end) break
      this.#timers.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
    }
    this.#now = end
  }
}
