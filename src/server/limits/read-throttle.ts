import type { Clock } from '../../lib/clock.ts'
import { sleep } from '../../lib/timeout.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { LoopBudget } from './loop-budget.ts'
import { TokenBucket } from './token-bucket.ts'

/** ms for which nothing is read of a client that asks for too much. */
const PAUSE = 100

/**
 * How fast one client's messages are taken. One that asks for more than anybody needs is not refused: it is read
 * slower, so that its own kernel holds it up and the others are served meanwhile.
 */
export class ReadThrottle {
  readonly #clock: Clock
  readonly #asked: TokenBucket
  readonly #streamed: TokenBucket
  readonly #loopBudget: LoopBudget

  constructor(clock: Clock, loopBudget: LoopBudget, limits: Limits) {
    const { askedBurst, askedPerSecond, streamedBurst, streamedPerSecond } = limits
    this.#clock = clock
    this.#loopBudget = loopBudget
    this.#asked = new TokenBucket(askedBurst, askedPerSecond)
    this.#streamed = new TokenBucket(streamedBurst, streamedPerSecond)
  }

  /**
   * Counts a message.
   * @param streams whether it is one of a stream, such as voice.
   * @returns what is to be waited for before the next is taken; undefined where it may come at once.
   */
  take(streams: boolean): Promise<void> | undefined {
    const pace = streams ? this.#streamed : this.#asked
    if (pace.take(1, this.#clock.now())) return streams ? undefined : this.#loopBudget.take()
    return sleep(this.#clock, PAUSE)
  }
}
