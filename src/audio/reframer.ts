/** Splits a stream of samples into frames of a fixed length. */
export class Reframer {
  readonly #frame: Int16Array
  readonly #emit: (frame: Int16Array) => void
  #filled = 0

  /**
   * @param length samples per frame
   * @param emit receives each frame, in an array that is reused for the next
   */
  constructor(length: number, emit: (frame: Int16Array) => void) {
    this.#frame = new Int16Array(length)
    this.#emit = emit
  }

  /** Number of samples of the incomplete frame. */
  get waiting(): number {
    return this.#filled
  }

  push(samples: Int16Array): void {
    for (let from = 0; from < samples.length; ) {
      const run = samples.subarray(from, from + this.#frame.length - this.#filled)
      this.#frame.set(run, this.#filled)
      this.#filled += run.length
      from += run.length
      if (this.#filled === this.#frame.length) {
        this.#filled = 0
        this.#emit(this.#frame)
      }
    }
  }

  /** Emits the incomplete frame, padded with silence, if there is one. */
  flush(): void {
    if (this.#filled === 0) return
    this.#frame.fill(0, this.#filled)
    this.#filled = 0
    this.#emit(this.#frame)
  }
}
