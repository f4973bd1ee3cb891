import { rmsLevel } from '../audio/level.ts'

/** Softer than this is no voice but the noise of an idle input; dBFS. */
const THRESHOLD = -65
/** Frames that still pass after the last loud one, so that pauses between words are not cut: half a second. */
const HOLD_FRAMES = 25

/** Lets voice through and holds silence back, so that a silent participant costs the room nothing. */
export class Gate {
  #left = 0

  /** Whether this frame is to be sent. */
  passes(samples: Int16Array): boolean {
    if (rmsLevel(samples) > THRESHOLD) this.#left = HOLD_FRAMES
    else if (this.#left > 0) this.#left--
    return this.#left > 0
  }
}
