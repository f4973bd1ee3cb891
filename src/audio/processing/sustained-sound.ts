import { rmsLevel, SILENCE } from '../level.ts'
import { Reframer } from '../reframer.ts'

/** Sound is looked at in pieces of 5 ms. */
const PIECES_A_SECOND = 200
/** Pieces in a row that must be about equally loud: 20 ms, which is two periods of a deep voice. */
const PIECES = 4
/** dB between the loudest and the softest of them: the pulses of a voice stay within it, a click dies away faster. */
const SPREAD = 10

/** Measures how loud a sound is that goes on, as a voice does, and does not heed the clicks of keys. */
export class SustainedSound {
  readonly #pieces: Reframer
  readonly #levels: number[] = []
  #loudest = SILENCE

  /** @param rate samples a second. */
  constructor(rate: number) {
    this.#pieces = new Reframer(Math.round(rate / PIECES_A_SECOND), (piece) => this.#look(rmsLevel(piece)))
  }

  /**
   * Takes in the next sound.
   * @returns the level in dBFS that the loudest 20 ms which end in it kept up; `SILENCE` where nothing went on.
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
