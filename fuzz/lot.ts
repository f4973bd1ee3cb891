import { seededRandom } from '../bench/statistics.ts'

/** Draws by lot, the same again for the same seed. */
export class SeededRandom {
  readonly #random: () => number

  constructor(seed: number) {
    this.#random = seededRandom(seed)
  }

  /** A whole number from 0 to `end`, without it. */
  below(end: number): number {
    return Math.floor(this.#random() * end)
  }

  /** Whether something of that probability (0..1) happens. */
  chance(probability: number): boolean {
    return this.#random() < probability
  }

  /** @throws RangeError where there is nothing to choose from. */
  of<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('Nothing to choose from')
    return choices[this.below(choices.length)]!
  }
}
