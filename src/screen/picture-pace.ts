import type { Clock } from '../lib/clock.ts'

/** How many pictures are sent, and how good. */
export interface PaceLevel {
  /** Part of the pictures a second that were asked for. */
  readonly rate: number
  /** Of a JPEG, 1 to 100. */
  readonly quality: number
}

/** From the best to what still tells something. Rate and quality give way by turns. */
const LEVELS: readonly PaceLevel[] = [
  { rate: 1, quality: 75 },
  { rate: 1, quality: 65 },
  { rate: 0.7, quality: 60 },
  { rate: 0.5, quality: 55 },
  { rate: 0.3, quality: 50 },
  { rate: 0.2, quality: 40 },
  { rate: 0.1, quality: 35 },
]
/** Part of a picture's time from which on sending it took too long, and below which there is room for more. */
const TOO_LONG = 1
const QUICK = 0.4
/** Slow pictures in a row that lower the level. */
const PATIENCE = 2
/** ms without a slow picture after which a better level is tried; the wait doubles with each that fails, to the longest. */
const TRY_AFTER = 2_000
const LONGEST_WAIT = 30_000

/**
 * Steps down where pictures take longer to send than there is time for, and up again once they do not. A level that
 * failed soon after it was tried is tried less and less often.
 */
export class PicturePace {
  readonly #clock: Clock
  readonly #interval: number
  #level = 0
  #slow = 0
  #wait = TRY_AFTER
  #since: number
  #steppedUp = -Infinity

  /** @param fps pictures a second, at best. */
  constructor(clock: Clock, fps: number) {
    this.#clock = clock
    this.#interval = 1000 / fps
    this.#since = clock.now()
  }

  get level(): PaceLevel {
    return LEVELS[this.#level]!
  }

  /** Whether nothing is held back. */
  get best(): boolean {
    return this.#level === 0
  }

  /** ms from one picture to the next. */
  get interval(): number {
    return this.#interval / this.level.rate
  }

  /**
   * Counts a picture. @param ms that it took to send, until the other side had it.
   */
  sent(ms: number): void {
    const now = this.#clock.now()
    if (ms > TOO_LONG * this.interval) {
      this.#since = now
      if (++this.#slow >= PATIENCE) this.#down(now)
      return
    }
    if (ms > QUICK * this.interval) this.#since = now
    this.#slow = 0
    if (this.#level > 0 && now - this.#since >= this.#wait) this.#up(now)
  }

  #down(now: number): void {
    this.#slow = 0
    if (now - this.#steppedUp < this.#wait) this.#wait = Math.min(LONGEST_WAIT, 2 * this.#wait)
    this.#level = Math.min(this.#level + 1, LEVELS.length - 1)
  }

  #up(now: number): void {
    if (now - this.#steppedUp > 2 * this.#wait) this.#wait = TRY_AFTER
    this.#level--
    this.#steppedUp = now
    this.#since = now
  }
}
