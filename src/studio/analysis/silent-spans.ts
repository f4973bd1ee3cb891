import { gainFactor } from '../../audio/level.ts'

/** Length of the RMS window, ms. */
const WINDOW_MS = 10

/** A range of samples, `to` exclusive. */
export type Span = readonly [from: number, to: number]

/** Finds long silences in audio that arrives block by block. */
export class SilentSpans {
  readonly #window: number
  readonly #threshold: number
  readonly #shortest: number
  readonly #spans: Span[] = []
  #at = 0
  #squares = 0
  /** Start of the current silence, or null. */
  #began: number | null = 0

  /**
   * @param rate sample rate, Hz
   * @param thresholdDb RMS level below which a window is silent, dBFS
   * @param shortest minimum length of a silence, samples
   */
  constructor(rate: number, thresholdDb: number, shortest: number) {
    this.#window = Math.max(1, Math.round((rate * WINDOW_MS) / 1000))
    this.#threshold = (32_768 * gainFactor(thresholdDb)) ** 2 * this.#window
    this.#shortest = shortest
  }

  /** Adds the next samples. */
  add(samples: Int16Array | Float64Array): void {
    for (let i = 0; i < samples.length; i++) {
      this.#squares += samples[i]! * samples[i]!
      this.#at++
      if (this.#at % this.#window > 0) continue
      if (this.#squares >= this.#threshold) this.#end(this.#at - this.#window)
      else this.#began ??= this.#at - this.#window
      this.#squares = 0
    }
  }

  /** Ends the audio. @returns the silences, in order */
  finish(): Span[] {
    this.#end(this.#at)
    return this.#spans
  }

  #end(at: number): void {
    if (this.#began !== null && at - this.#began >= this.#shortest) this.#spans.push([this.#began, at])
    this.#began = null
  }
}
