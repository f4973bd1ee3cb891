import type { Cancel, Clock } from '../../src/lib/clock.ts'
import type { Talker } from './talker.ts'

interface Turn {
  talker: Pick<Talker, 'send'>
  /** ms into each frame period. */
  phase: number
}

/** Has each talker send once a frame, at a phase of its own, on an absolute schedule: one timer for all. */
export class TalkSchedule {
  readonly #clock: Clock
  readonly #turns: readonly Turn[]
  readonly #frameMs: number
  readonly #origin: number
  #taken = 0
  #cancel: Cancel
  /** How long after it was due each frame was sent, in ms. */
  readonly lateness: number[] = []

  /** Starts, with frames of `frameMs`. `random` gives a number in 0..1 for each talker, its phase in the period. */
  constructor(clock: Clock, talkers: readonly Pick<Talker, 'send'>[], frameMs: number, random: () => number) {
    this.#frameMs = frameMs
    const turns = talkers.map((talker) => ({ talker, phase: random() * frameMs }))
    this.#turns = turns.sort((a, b) => a.phase - b.phase)
    this.#clock = clock
    this.#origin = clock.now()
    this.#cancel = clock.after(0, () => this.#sendDue())
  }

  stop(): void {
    this.#cancel()
  }

  #sendDue(): void {
    const now = this.#clock.now()
    while (this.#due() <= now) {
      this.lateness.push(now - this.#due())
      this.#turn().talker.send()
      this.#taken++
    }
    // Rounded up: a machine's timer drops the fraction, and would wake in vain.
    this.#cancel = this.#clock.after(Math.ceil(this.#due() - now), () => this.#sendDue())
  }

  #turn(): Turn {
    return this.#turns[this.#taken % this.#turns.length]!
  }

  /** When the next turn is due. */
  #due(): number {
    const round = Math.floor(this.#taken / this.#turns.length)
    return this.#origin + round * this.#frameMs + this.#turn().phase
  }
}
