import { rmsLevel, SILENCE } from './level.ts'

/** Frames without a reading after which the meter stops measuring. */
const UNREAD_FRAMES = 100

/** Holds the peak level between readings. Stops measuring while it is not read, to save CPU. */
export class LevelMeter {
  #loudest = SILENCE
  #unread = UNREAD_FRAMES

  /** Measures a frame. */
  hear(samples: Int16Array): void {
    if (this.#unread >= UNREAD_FRAMES) return
    this.#unread++
    this.#loudest = Math.max(this.#loudest, rmsLevel(samples))
  }

  /** The RMS level in dBFS of the loudest frame since the last reading; `SILENCE` if there was none. */
  take(): number {
    const loudest = this.#unread < UNREAD_FRAMES ? this.#loudest : SILENCE
    this.#loudest = SILENCE
    this.#unread = 0
    return loudest
  }
}
