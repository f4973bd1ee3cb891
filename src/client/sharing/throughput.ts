import type { Clock } from '../../lib/clock.ts'
import type { Piece } from '../../screen/pieces.ts'

/** ms over which it is counted. */
const SPAN = 2_000

/** How much was sent of late. */
export class Throughput {
  readonly #clock: Clock
  #sent: { at: number; bytes: number; pictures: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a piece that is sent now. */
  add({ fields, payload }: Piece): void {
    this.#forget()
    this.#sent.push({ at: this.#clock.now(), bytes: payload.length, pictures: fields.more ? 0 : 1 })
  }

  /** Pictures and bytes a second. */
  get rate(): { pictures: number; bytes: number } {
    this.#forget()
    const sum = (of: 'pictures' | 'bytes') => this.#sent.reduce((total, one) => total + one[of], 0)
    return { pictures: (1000 * sum('pictures')) / SPAN, bytes: (1000 * sum('bytes')) / SPAN }
  }

  #forget(): void {
    const oldest = this.#clock.now() - SPAN
    while (this.#sent[0] && this.#sent[0].at <= oldest) this.#sent.shift()
  }
}
