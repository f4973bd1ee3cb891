import type { Clock } from '../../../lib/clock.ts'

/** Sound, in frames, that should lie ready when one is due: below it one more is wanted, above it none. */
const LEAST = 0.75
const MOST = 2
/** Frames written before the device says anything. */
const FIRST = 2
/** How long the device may be thought to go on after it last said how far it is. */
const TRUST_MS = 100

/**
 * Decides how many frames to write to a device that takes whatever it is given, and tells now and then how much
 * it has really used: mostly one a tick, none or two where the two clocks drifted apart or either stood still.
 */
export class PlaybackPacer {
  readonly #clock: Clock
  readonly #frameMs: number
  #writtenMs = 0
  #takenMs: number | undefined
  #saidAt = 0

  /** @param frameMs ms of sound in a frame. */
  constructor(clock: Clock, frameMs: number) {
    this.#clock = clock
    this.#frameMs = frameMs
  }

  /** The device says that it has taken `ms` of sound since its start. */
  taken(ms: number): void {
    this.#takenMs = ms
    this.#saidAt = this.#clock.now()
  }

  /** ms of sound that were written and that the device is not known to have taken. */
  get waitingMs(): number {
    return this.#takenMs === undefined ? this.#writtenMs : Math.max(0, this.#writtenMs - this.#takenMs)
  }

  /** Frames to write now, 0 to 2; they count as written. Asked once a frame. */
  framesDue(): number {
    const frames = this.#decide()
    this.#writtenMs += frames * this.#frameMs
    return frames
  }

  #decide(): number {
    if (this.#takenMs === undefined) return this.#writtenMs < FIRST * this.#frameMs ? 1 : 0
    const since = Math.min(this.#clock.now() - this.#saidAt, TRUST_MS)
    const ready = (this.#writtenMs - this.#takenMs - since) / this.#frameMs
    if (ready > MOST) return 0
    return ready < LEAST ? 2 : 1
  }
}
