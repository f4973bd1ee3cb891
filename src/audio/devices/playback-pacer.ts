import type { Clock } from '../../clock.ts'
import { FRAME_MS } from '../format.ts'

/** Sound in ms that should lie ready when a frame is due: below it one more is wanted, above it none. */
const LEAST_MS = 15
const MOST_MS = 40
/** Frames written before the device says anything. */
const FIRST_FRAMES = 3
/** How long the device may be thought to go on after it last said how far it is. */
const TRUST_MS = 100

/**
 * Decides how many frames to write to a device that takes whatever it is given, and tells now and then how much
 * it has really used: mostly one a tick, none or two where the two clocks drifted apart or either stood still.
 */
export class PlaybackPacer {
  readonly #clock: Clock
  #writtenMs = 0
  #takenMs: number | undefined
  #saidAt = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The device says that it has taken `ms` of sound since its start. */
  taken(ms: number): void {
    this.#takenMs = ms
    this.#saidAt = this.#clock.now()
  }

  /** Frames to write now, 0 to 2; they count as written. Asked each 20 ms. */
  framesDue(): number {
    const frames = this.#decide()
    this.#writtenMs += frames * FRAME_MS
    return frames
  }

  #decide(): number {
    if (this.#takenMs === undefined) return this.#writtenMs < FIRST_FRAMES * FRAME_MS ? 1 : 0
    const since = Math.min(this.#clock.now() - this.#saidAt, TRUST_MS)
    const readyMs = this.#writtenMs - this.#takenMs - since
    if (readyMs > MOST_MS) return 0
    return readyMs < LEAST_MS ? 2 : 1
  }
}
