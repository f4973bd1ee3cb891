/** Turns runs of samples of any length into frames of one length. */
export class Reframer {
  readonly #frame: Int16Array
  readonly #emit: (frame: Int16Array) => void
  #filled = 0

  /**
   * @param length samples in a frame
   * @param emit is handed each frame, in an array that is used again for the next
   */
  constructor(length: number, emit: (frame: Int16Array) => void) {
    this.#frame = new Int16Array(length)
    this.#emit = emit
  }

  /** Samples that wait for the rest of their frame. */
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

  /** Emits what waits, with silence after it; nothing where nothing waits. */
  flush(): void {
    if (this.#filled === 0) return
    this.#frame.fill(0, this.#filled)
    this.#filled = 0
    this.#emit(this.#frame)
  }
}
