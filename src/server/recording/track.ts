import type { WavSummary, WavWriter } from '../../audio/wav/wav-writer.ts'

/** Slots after which a silent file is made longer all the same. */
const RARELY = 500

/** A sound file of a recording: frames in their slots, silence between. */
export class Track {
  readonly #writer: WavWriter
  readonly #frame: number
  #next = 0
  /** Whether nothing came since the file was last brought up to date. */
  #settled = true

  /** @param frame samples of a slot. */
  constructor(writer: WavWriter, frame: number) {
    this.#writer = writer
    this.#frame = frame
  }

  /** Puts a frame into its slot, which comes after those before. */
  place(slot: number, samples: Int16Array): void {
    this.#reach(slot)
    this.#writer.write(samples)
    this.#next = slot + 1
    this.#settled = false
  }

  /** Nothing comes before `slot` any more: what waits is written. */
  settle(slot: number): void {
    if (this.#settled && slot - this.#next < RARELY) return
    this.#reach(slot)
    this.#settled = true
  }

  /** Closes the file, with silence up to `slot`. */
  close(slot: number): Promise<WavSummary> {
    this.#reach(slot)
    return this.#writer.close()
  }

  #reach(slot: number): void {
    if (slot <= this.#next) return
    this.#writer.skip((slot - this.#next) * this.#frame)
    this.#next = slot
  }
}
