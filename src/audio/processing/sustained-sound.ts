import { rmsLevel, SILENCE } from '../level.ts'
import { Reframer } from '../reframer.ts'

/** Blocks per second; a block is 5 ms. */
const PIECES_PER_SECOND = 200
/** Consecutive blocks that must be about equally loud: 20 ms, two periods of a deep voice. */
const PIECES = 4
/** Maximum dB between the loudest and the softest of them: the pulses of a voice stay within it, a click decays faster. */
const SPREAD = 10

/** Measures the level of sustained sound, such as voice, and ignores short clicks, such as those of a keyboard. */
export class SustainedSound {
  readonly #pieces: Reframer
  readonly #levels: number[] = []
  #loudest = SILENCE

  /** @param rate sample rate in Hz */
  constructor(rate: number) {
    this.#pieces = new Reframer(Math.round(rate / PIECES_PER_SECOND), (piece) => this.#look(rmsLevel(piece)))
  }

  /**
   * Processes the next samples.
   *
   * @returns the level in dBFS sustained by the loudest 20 ms that end in them; `SILENCE` if no sound was sustained
   */
  hear(samples: Int16Array): number {
    this.#loudest = SILENCE
    this.#pieces.push(samples)
    return this.#loudest
  }

  #look(level: number): void {
    this.#levels.push(level)
    if (this.#levels.length > PIECES) this.#levels.shift()
    const softest = Math.min(...this.#levels)
    const wentOn = this.#levels.length === PIECES && Math.max(...this.#levels) - softest <= SPREAD
    if (wentOn) this.#loudest = Math.max(this.#loudest, softest)
  }
}
