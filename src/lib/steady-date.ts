import type { Clock } from './clock.ts'

/** ms by which the wall clock must differ from the monotonic one at once to count as a jump and not as an adjustment. */
const JUMP = 2_000

/**
 * The date as the monotonic clock counts it from the start of the program, for the lifetime of something that is
 * stored. A jump of the wall clock (set by hand, by NTP after a bad start, or a machine that slept) changes no lifetime.
 */
export class SteadyDate {
  readonly #clock: Clock
  readonly #jumped: (ms: number) => void
  readonly #start: number
  /** The wall clock minus the monotonic one at the last look. */
  #offset: number

  /** @param jumped called with the length of each jump in ms, negative for one backwards */
  constructor(clock: Clock, jumped: (ms: number) => void) {
    this.#clock = clock
    this.#jumped = jumped
    this.#start = clock.date() - clock.now()
    this.#offset = this.#start
  }

  /** ms since 1970, by the wall clock at the start and the monotonic clock since then. */
  now(): number {
    this.poll()
    return this.#start + this.#clock.now()
  }

  /** A steady time as the wall clock will show it, to be stored. */
  toWall(steady: number): number {
    return steady - this.#start + this.#offset
  }

  /** A stored time of the wall clock as a steady time. */
  fromWall(wall: number): number {
    return wall - this.#offset + this.#start
  }

  /** Looks for a jump of the wall clock. */
  poll(): void {
    const offset = this.#clock.date() - this.#clock.now()
    const jump = offset - this.#offset
    this.#offset = offset
    if (Math.abs(jump) > JUMP) this.#jumped(Math.round(jump))
  }
}
