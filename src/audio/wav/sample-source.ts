/** Mono sound of 16 bits that can be read from any place on. */
export interface SampleSource {
  /** Samples a second. */
  readonly rate: number
  /** Samples that there are. */
  readonly length: number
  /** Fills `into` with the sound from sample `from` on; what lies before the start or behind the end is silent. */
  read(from: number, into: Int16Array): Promise<void>
}

/** Sound that is in memory. */
export class ArraySource implements SampleSource {
  readonly rate: number
  readonly #samples: Int16Array

  /** @param samples are not copied */
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
