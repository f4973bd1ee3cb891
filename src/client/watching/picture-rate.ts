import type { Clock } from '../../lib/clock.ts'

/** ms over which a rate is taken. */
const SPAN = 2_000

/** How many pictures and bytes come a second. */
export class PictureRate {
  readonly #clock: Clock
  #came: { at: number; bytes: number; whole: boolean }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Counts a part of a picture. @param whole whether a picture is whole with it. */
  count(bytes: number, whole: boolean): void {
    this.#forget()
    this.#came.push({ at: this.#clock.now(), bytes, whole })
  }

  /** Pictures a second. */
  get fps(): number {
    this.#forget()
    return (this.#came.filter(({ whole }) => whole).length * 1_000) / SPAN
  }

  /** Bytes a second. */
  get bytes(): number {
    this.#forget()
    return (this.#came.reduce((sum, { bytes }) => sum + bytes, 0) * 1_000) / SPAN
  }

  #forget(): void {
    const since = this.#clock.now() - SPAN
    const first = this.#came.findIndex(({ at }) => at > since)
    this.#came.splice(0, first < 0 ? this.#came.length : first)
  }
}
