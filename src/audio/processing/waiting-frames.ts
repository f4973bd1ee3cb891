import type { Cancel, Clock } from '../../lib/clock.ts'

/** ms that a frame may wait for its processing: many times what it takes, and little to a listener. */
export const LONGEST_WAIT = 30

/**
 * Frames that are being processed elsewhere. They come out in the order in which they went in: processed, or as they
 * were where that took too long.
 */
export class WaitingFrames {
  readonly #clock: Clock
  readonly #out: (samples: Int16Array) => void
  readonly #waiting: { number: number; samples: Int16Array; since: number }[] = []
  #next = 0
  #cancel: Cancel = () => {}
  /** Frames that went out unprocessed because they had waited too long. */
  late = 0

  /** @param out is handed each frame, in order. */
  constructor(clock: Clock, out: (samples: Int16Array) => void) {
    this.#clock = clock
    this.#out = out
  }

  /** Takes in a frame, which is copied. Returns the number under which it is to be answered. */
  push(samples: Int16Array): number {
    const number = this.#next++
    this.#waiting.push({ number, samples: samples.slice(), since: this.#clock.now() })
    if (this.#waiting.length === 1) this.#watch()
    return number
  }

  /** Takes in the frame of this number as processed; one that went out already is forgotten. */
  answer(number: number, samples: Int16Array): void {
    if (!this.#waiting.some((one) => one.number === number)) return
    while (this.#waiting[0]!.number !== number) this.#out(this.#waiting.shift()!.samples)
    this.#waiting.shift()
    this.#out(samples)
    this.#watch()
  }

  /** Lets out all that waits, unprocessed. */
  flush(): void {
    this.#cancel()
    for (const { samples } of this.#waiting.splice(0)) this.#out(samples)
  }

  /** Forgets all that waits. */
  clear(): void {
    this.#cancel()
    this.#waiting.length = 0
  }

  #watch(): void {
    this.#cancel()
    const oldest = this.#waiting[0]
    if (!oldest) return
    this.#cancel = this.#clock.after(oldest.since + LONGEST_WAIT - this.#clock.now(), () => {
      this.late++
      this.#out(this.#waiting.shift()!.samples)
      this.#watch()
    })
  }
}
