/** Mono 16-bit audio with random access. */
export interface SampleSource {
  /** Sample rate in Hz. */
  readonly rate: number
  /** Length in samples. */
  readonly length: number
  /** Fills `into` with the samples from index `from`. Samples before the start or after the end are 0. */
  read(from: number, into: Int16Array): Promise<void>
}

/** Audio in memory. */
export class ArraySource implements SampleSource {
  readonly rate: number
  readonly #samples: Int16Array

  /**
   * @param samples used without a copy
   * @param rate sample rate in Hz
   */
  constructor(samples: Int16Array, rate: number) {
    this.#samples = samples
    this.rate = rate
  }

  get length(): number {
    return this.#samples.length
  }

  async read(from: number, into: Int16Array): Promise<void> {
    into.fill(0)
    const start = Math.max(0, from)
    const end = Math.min(this.length, from + into.length)
    if (end > start) into.set(this.#samples.subarray(start, end), start - from)
  }
}
