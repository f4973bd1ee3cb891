import { seededRandom } from '../bench/statistics.ts'

/** A pseudo-random generator; the same seed gives the same sequence. */
export class SeededRandom {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  /** An integer from 0 to `end`, exclusive. */
  below(end: number): number {
    return Math.floor(this.#random() * end)
  }

  /** True with this probability (0..1). */
  chance(probability: number): boolean {
    return this.#random() < probability
  }

  /** One of the choices. @throws RangeError if there are none */
  of<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('Nothing to choose from')
    return choices[this.below(choices.length)]!
  }
}
