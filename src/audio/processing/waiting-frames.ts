import type { Cancel, Clock } from '../../lib/clock.ts'

/** ms that a frame may wait for processing: many times the usual time, but hardly audible as delay. */
export const LONGEST_WAIT = 30

/**
 * Frames that are being processed in another process. They are passed on in order: processed, or unchanged if processing
 * took too long.
 */
export class WaitingFrames {
  readonly #clock: Clock
  readonly #out: (samples: Int16Array) => void
  readonly #waiting: { number: number; samples: Int16Array; since: number }[] = []
  #next = 0
  #cancel: Cancel = () => {}
  /** Number of frames passed on unprocessed because they had waited too long. */
  late = 0

  /** @param out receives each frame, in order */
  constructor(clock: Clock, out: (samples: Int16Array) => void) {
    this.#clock = clock
    this.#out = out
  }

  /** Adds a frame, which is copied. Returns the number to pass to `answer`. */
  push(samples: Int16Array): number {
    const number = this.#next++
    this.#waiting.push({ number, samples: samples.slice(), since: this.#clock.now() })
    if (this.#waiting.length === 1) this.#watch()
    return number
  }

  /** Takes the processed frame of this number; ignored if the frame was already passed on. */
  answer(number: number, samples: Int16Array): void {
    if (!this.#waiting.some((one) => one.number === number)) return
    while (this.#waiting[0]!.number !== number) this.#out(this.#waiting.shift()!.samples)
    this.#waiting.shift()
    this.#out(samples)
    this.#watch()
  }

  /** Passes on all waiting frames unprocessed. */
  flush(): void {
    this.#cancel()
    for (const { samples } of this.#waiting.splice(0)) this.#out(samples)
  }

  /** Drops all waiting frames. */
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
