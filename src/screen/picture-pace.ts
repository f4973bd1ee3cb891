import type { Clock } from '../lib/clock.ts'

/** A level of picture rate and quality. */
export interface PaceLevel {
  /** Fraction of the requested pictures per second. */
  readonly rate: number
  /** JPEG quality, 1 to 100. */
  readonly quality: number
}

/** Levels from the best to the worst that is still useful. Rate and quality drop in turn. */
const LEVELS: readonly PaceLevel[] = [
  { rate: 1, quality: 75 },
  { rate: 1, quality: 65 },
  { rate: 0.7, quality: 60 },
  { rate: 0.5, quality: 55 },
  { rate: 0.3, quality: 50 },
  { rate: 0.2, quality: 40 },
  { rate: 0.1, quality: 35 },
]
/** Sending time as a fraction of the interval: above TOO_LONG it was too slow, below QUICK a better level may fit. */
const TOO_LONG = 1
const QUICK = 0.4
/** Consecutive slow pictures that lower the level. */
const PATIENCE = 2
/** ms of quick pictures before a better level is tried. Doubles after each failed try, up to LONGEST_WAIT. */
const TRY_AFTER = 2_000
const LONGEST_WAIT = 30_000

/**
 * Adapts rate and quality to the network: steps down when pictures take longer to send than their interval, and up
 * again when they no longer do. Waits twice as long after each step up that fails.
 */
export class PicturePace {
  readonly #clock: Clock
  readonly #interval: number
  #level = 0
  #slow = 0
  #wait = TRY_AFTER
  #since: number
  #steppedUp = -Infinity

  /** @param fps requested pictures per second */
  constructor(clock: Clock, fps: number) {
    this.#clock = clock
    this.#interval = 1000 / fps
    this.#since = clock.now()
  }

  /** The current level. */
  get level(): PaceLevel {
    return LEVELS[this.#level]!
  }

  /** Whether the best level is in use. */
  get best(): boolean {
    return this.#level === 0
  }

  /** ms from one picture to the next. */
  get interval(): number {
    return this.#interval / this.level.rate
  }

  /** Records a sent picture. @param ms from sending its first piece to its acknowledgement */
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
