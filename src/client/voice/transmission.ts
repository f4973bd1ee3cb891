/** When one's own voice is sent: while one speaks, while a key is down, or always. */
export const transmissionModes = ['voice', 'push-to-talk', 'open'] as const
export type TransmissionMode = (typeof transmissionModes)[number]

/** Softer than this is no voice but the noise of an idle input; dBFS. */
export const DEFAULT_THRESHOLD = -65
/** Bounds of a threshold in dBFS. */
export const LOWEST_THRESHOLD = -100
export const HIGHEST_THRESHOLD = 0

/** ms for which one is still heard after the last speech, so that pauses between words are not cut. */
const VOICE_HOLD = 500
/** ms for which one is still heard after the key was let go, which one does at the last syllable. */
const KEY_HOLD = 200

/** Decides what of one's voice is sent. */
export class Transmission {
  #mode: TransmissionMode = 'voice'
  /** dBFS that speech must reach to be sent, in the mode `voice`. */
  threshold = DEFAULT_THRESHOLD
  /** The push-to-talk key is down. */
  talking = false
  /** ms of the tail that are left. */
  #left = 0

  get mode(): TransmissionMode {
    return this.#mode
  }

  set mode(mode: TransmissionMode) {
    this.#mode = mode
    this.#left = 0
  }

  /**
   * Whether the next piece of voice is to be sent.
   * @param level dBFS that it keeps up.
   * @param speech whether it is speech, as far as can be told.
   * @param ms how long it is.
   */
  admits(level: number, speech: boolean, ms: number): boolean {
    if (this.#mode === 'open') return true
    if (this.#mode === 'push-to-talk' && this.talking) this.#left = KEY_HOLD
    else if (this.#mode === 'voice' && speech && level > this.threshold) this.#left = VOICE_HOLD
    else this.#left = Math.max(0, this.#left - ms)
    return this.#left > 0
  }
}
