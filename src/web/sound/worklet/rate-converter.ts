/** Samples that the interpolation needs around a position. */
const AROUND = 3

/**
 * Converts a stream of samples to another rate by cubic interpolation (Catmull and Rom, 1974). Good enough for a
 * microphone whose browser cannot convert it; a high rate is averaged first, so that little is aliased.
 */
export class RateConverter {
  readonly #step: number
  readonly #emit: (sample: number) => void
  readonly #window = new Float32Array(AROUND + 1)
  /** Position of the next output between the second and third sample of the window, 0 to 1. */
  #at = 0
  readonly #average: number
  #sum = 0
  #summed = 0

  /** @param emit receives each sample at the new rate */
  constructor(from: number, to: number, emit: (sample: number) => void) {
    this.#average = Math.max(1, Math.floor(from / to))
    this.#step = from / this.#average / to
    this.#emit = emit
  }

  /** Takes the next sample at the old rate. */
  push(sample: number): void {
    this.#sum += sample
    if (++this.#summed < this.#average) return
    const mean = this.#sum / this.#average
    this.#sum = 0
    this.#summed = 0
    this.#window.copyWithin(0, 1)
    this.#window[AROUND] = mean
    for (; this.#at < 1; this.#at += this.#step) this.#emit(this.#interpolate(this.#at))
    this.#at -= 1
  }

  #interpolate(t: number): number {
    const [a, b, c, d] = this.#window as unknown as [number, number, number, number]
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
  }
}
