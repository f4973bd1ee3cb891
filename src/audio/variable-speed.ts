import { clipped } from './format.ts'

/** Samples that the interpolation needs before and after a position. */
const BEFORE = 1
const AFTER = 2

/**
 * Plays frames slightly faster or slower by cubic interpolation (Catmull and Rom, 1974). Frames pass unchanged as long as
 * the speed has always been 1.
 */
export class VariableSpeed {
  readonly #pull: (out: Int16Array) => boolean
  readonly #frame: number
  /** Pulled samples still needed, starting `BEFORE` samples before the position. */
  readonly #samples: Int16Array
  #length = 0
  /** Fractional index in `#samples` of the next output sample. */
  #at = BEFORE
  readonly #pulled: Int16Array

  /**
   * @param frameLength samples per frame
   * @param pull fills a frame with the next samples, and returns whether it contains audio
   */
  constructor(frameLength: number, pull: (out: Int16Array) => boolean) {
    this.#frame = frameLength
    this.#pull = pull
    this.#samples = new Int16Array(3 * frameLength)
    this.#pulled = new Int16Array(frameLength)
  }

  /** Whether the speed was changed since playback last ran empty, so that frames are interpolated. */
  get changed(): boolean {
    return this.#length > 0
  }

  /** Number of samples pulled but not played yet. */
  get waiting(): number {
    return this.#length === 0 ? 0 : Math.floor(this.#length - this.#at)
  }

  /**
   * Fills `out`, one frame.
   *
   * @param speed input samples per output sample, 0.9 to 1.1
   * @returns whether it contains audio
   */
  read(out: Int16Array, speed: number): boolean {
    if (this.#length === 0) {
      if (speed === 1) return this.#pull(out)
      this.#samples.fill(0, 0, BEFORE)
      this.#length = BEFORE
      this.#at = BEFORE
    }
    const needed = Math.ceil(this.#at + out.length * speed) + AFTER
    while (this.#length < needed) {
      if (this.#append()) continue
      this.#length = 0
      out.fill(0)
      return false
    }
    for (let i = 0; i < out.length; i++) out[i] = this.#interpolate(this.#at + i * speed)
    this.#at += out.length * speed
    this.#forget()
    return true
  }

  #append(): boolean {
    const sounds = this.#pull(this.#pulled)
    this.#samples.set(this.#pulled, this.#length)
    this.#length += this.#frame
    return sounds
  }

  #interpolate(place: number): number {
    const index = Math.floor(place)
    const t = place - index
    const a = this.#samples[index - 1]!
    const b = this.#samples[index]!
    const c = this.#samples[index + 1]!
    const d = this.#samples[index + 2]!
    const value = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
    return clipped(Math.round(value))
  }

  #forget(): void {
    const used = Math.floor(this.#at) - BEFORE
    this.#samples.copyWithin(0, used, this.#length)
    this.#length -= used
    this.#at -= used
  }
}
