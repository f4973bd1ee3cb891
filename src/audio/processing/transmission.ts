/** When the user's voice is sent: during speech, while the push-to-talk key is down, or always. */
export const transmissionModes = ['voice', 'push-to-talk', 'open'] as const
export type TransmissionMode = (typeof transmissionModes)[number]

/** Default threshold in dBFS; anything quieter is the noise of an idle input. */
export const DEFAULT_THRESHOLD = -65
/** Bounds of the threshold in dBFS. */
export const LOWEST_THRESHOLD = -100
export const HIGHEST_THRESHOLD = 0

/** ms of sending after the last speech, so that pauses between words are not cut. */
const VOICE_HOLD = 500
/** ms of sending after the key is released, as people release it during the last syllable. */
const KEY_HOLD = 200

/** Decides which frames of the user's voice are sent. */
export class Transmission {
  #mode: TransmissionMode = 'voice'
  /** Voice-activation threshold in dBFS, used in the mode `voice`. */
  threshold = DEFAULT_THRESHOLD
  /** Whether the push-to-talk key is down. */
  talking = false
  /** Remaining ms of the tail. */
  #left = 0

  get mode(): TransmissionMode {
    return this.#mode
  }

  set mode(mode: TransmissionMode) {
    this.#mode = mode
    this.#left = 0
  }

  /**
   * Whether to send the next frame.
   * @param level sustained level, dBFS
   * @param speech whether it was detected as speech
   * @param ms length of the frame
   */
  admits(level: number, speech: boolean, ms: number): boolean {
    if (this.#mode === 'open') return true
    if (this.#mode === 'push-to-talk' && this.talking) this.#left = KEY_HOLD
    else if (this.#mode === 'voice' && speech && level > this.threshold) this.#left = VOICE_HOLD
    else this.#left = Math.max(0, this.#left - ms)
    return this.#left > 0
  }
}
