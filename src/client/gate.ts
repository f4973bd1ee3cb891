import { rmsLevel } from '../audio/level.ts'

/** Softer than this is no voice but the noise of an idle input; dBFS. */
const THRESHOLD = -65
/** ms that still pass from the last loud frame on, so that pauses between words are not cut. */
const HOLD = 500

/** Lets voice through and holds silence back, so that a silent participant costs the room nothing. */
export class Gate {
  readonly #frameMs: number
  /** ms that still pass. */
  #left = 0

  /** @param frameMs ms of sound in a frame. */
  constructor(frameMs: number) {
    this.#frameMs = frameMs
  }

  /** Whether this frame is to be sent. */
  passes(samples: Int16Array): boolean {
    if (rmsLevel(samples) > THRESHOLD) this.#left = HOLD
    else this.#left = Math.max(0, this.#left - this.#frameMs)
    return this.#left > 0
  }
}
