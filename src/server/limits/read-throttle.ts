import type { Clock } from '../../lib/clock.ts'
import { sleep } from '../../lib/timeout.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { LoopBudget } from './loop-budget.ts'
import { TokenBucket } from './token-bucket.ts'

/** ms for which nothing is read from a client that exceeded its rate. */
const PAUSE = 100
/** ms after a rest in which what has arrived is read. */
const READING = 10

/**
 * Limits how fast one client's messages are read. A client that sends more requests than it could need is not refused
 * but read more slowly, so that TCP flow control slows it down while others are served.
 */
export class ReadThrottle {
  readonly #clock: Clock
  readonly #asked: TokenBucket
  readonly #streamed: TokenBucket
  readonly #loopBudget: LoopBudget
  #restedAt = -Infinity

  constructor(clock: Clock, loopBudget: LoopBudget, limits: Limits) {
    const { askedBurst, askedPerSecond, streamedBurst, streamedPerSecond } = limits
    this.#clock = clock
    this.#loopBudget = loopBudget
    this.#asked = new TokenBucket(askedBurst, askedPerSecond)
    this.#streamed = new TokenBucket(streamedBurst, streamedPerSecond)
  }

  /**
   * Counts a message.
   * @param streams whether it belongs to a stream, such as voice
   * @returns a promise to await before the next message is read; undefined when it may be read at once
   */
  take(streams: boolean): Promise<void> | undefined {
    const pace = streams ? this.#streamed : this.#asked
    if (pace.take(1, this.#clock.now())) return streams ? undefined : this.#loopBudget.take()
    return sleep(this.#clock, PAUSE)
  }

  /** @returns a promise of `ms` to await before the next message is read; undefined shortly after the last rest */
  rest(ms: number): Promise<undefined> | undefined {
    if (this.#clock.now() - this.#restedAt < READING) return undefined
    return sleep(this.#clock, ms).then(() => {
      this.#restedAt = this.#clock.now()
      return undefined
    })
  }
}
