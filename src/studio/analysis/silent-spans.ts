import { gainFactor } from '../../audio/level.ts'

/** ms of sound that are judged together. */
const WINDOW_MS = 10

/** A stretch of samples. */
export type Span = readonly [from: number, to: number]

/** Finds where sound stays silent for long, hearing it block by block. */
export class SilentSpans {
  readonly #window: number
  readonly #threshold: number
  readonly #shortest: number
  readonly #spans: Span[] = []
  #at = 0
  #squares = 0
  /** Where the silence began that goes on, or null. */
  #began: number | null = 0

  /**
   * @param rate samples a second
   * @param thresholdDb dBFS of root mean square that silence stays below
   * @param shortest samples of the shortest silence that counts
   */
  constructor(rate: number, thresholdDb: number, shortest: number) {
    this.#window = Math.max(1, Math.round((rate * WINDOW_MS) / 1000))
    this.#threshold = (32_768 * gainFactor(thresholdDb)) ** 2 * this.#window
    this.#shortest = shortest
  }

  /** @param samples the next ones */
  hear(samples: Int16Array | Float64Array): void {
    for (let i = 0; i < samples.length; i++) {
      this.#squares += samples[i]! * samples[i]!
      this.#at++
      if (this.#at % this.#window > 0) continue
      if (this.#squares >= this.#threshold) this.#end(this.#at - this.#window)
      else this.#began ??= this.#at - this.#window
      this.#squares = 0
    }
  }

  /** Ends the sound. @returns the silences, in order */
  finish(): Span[] {
    this.#end(this.#at)
    return this.#spans
  }

  #end(at: number): void {
    if (this.#began !== null && at - this.#began >= this.#shortest) this.#spans.push([this.#began, at])
    this.#began = null
  }
}
