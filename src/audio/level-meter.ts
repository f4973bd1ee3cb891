import { rmsLevel, SILENCE } from './level.ts'

/** Frames after which a meter that nobody reads stops measuring. */
const UNREAD_FRAMES = 100

/** Keeps the loudest moment of a sound until it is asked for. While nobody asks it measures nothing. */
export class LevelMeter {
  #loudest = SILENCE
  #unread = UNREAD_FRAMES

  /** Takes in a frame. */
  hear(samples: Int16Array): void {
    if (this.#unread >= UNREAD_FRAMES) return
    this.#unread++
    this.#loudest = Math.max(this.#loudest, rmsLevel(samples))
  }

  /** The RMS level in dBFS of the loudest frame since the last time; `SILENCE` where there was none. */
  take(): number {
    const loudest = this.#unread < UNREAD_FRAMES ? this.#loudest : SILENCE
    this.#loudest = SILENCE
    this.#unread = 0
    return loudest
  }
}
