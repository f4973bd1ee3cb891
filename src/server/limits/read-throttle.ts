import type { Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { Turn } from './loop-budget.ts'
import { RateLimit } from './token-bucket.ts'

/** ms for which nothing is read of a client that asks for too much. */
const PAUSE = 100

/**
 * How fast one client's messages are taken. One that asks for more than anybody needs is not refused: it is read
 * slower, so that its own kernel holds it up and the others are served meanwhile.
 */
export class ReadingPace {
  readonly #clock: Clock
  readonly #asked: RateLimit
  readonly #streamed: RateLimit
  readonly #turn: Turn

  constructor(clock: Clock, turn: Turn, limits: Limits) {
    const { askedBurst, askedPerSecond, streamedBurst, streamedPerSecond } = limits
    this.#clock = clock
    this.#turn = turn
    this.#asked = new RateLimit(askedBurst, askedPerSecond)
    this.#streamed = new RateLimit(streamedBurst, streamedPerSecond)
  }

  /**
   * Counts a message.
   * @param streams whether it is one of a stream, such as voice.
   * @returns what is to be waited for before the next is taken; undefined where it may come at once.
   */
  take(streams: boolean): Promise<void> | undefined {
    const pace = streams ? this.#streamed : this.#asked
    if (pace.take(1, this.#clock.now())) return streams ? undefined : this.#turn.take()
    return new Promise((resolve) => {
      this.#clock.after(PAUSE, resolve)
    })
  }
}
