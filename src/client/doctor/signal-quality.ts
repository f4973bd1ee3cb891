import { rmsLevel, SILENCE } from '../../audio/level.ts'

const FULL_SCALE = 32_767

/** What a microphone gave. */
export interface Signal {
  readonly frames: number
  /** Level of the loudest frame, dBFS. */
  readonly loudest: number
  /** Highest sample, 0 to 1 of full scale. */
  readonly peak: number
  /** Part of the samples that are at full scale, 0 to 1. */
  readonly clipped: number
}

/** Measures what a microphone gives, frame by frame. */
export class SignalMeter {
  #frames = 0
  #samples = 0
  #loudest = SILENCE
  #peak = 0
  #clipped = 0

  take(frame: Int16Array): void {
    this.#frames++
    this.#samples += frame.length
    this.#loudest = Math.max(this.#loudest, rmsLevel(frame))
    for (const sample of frame) {
      const size = Math.abs(sample)
      this.#peak = Math.max(this.#peak, size)
      if (size >= FULL_SCALE) this.#clipped++
    }
  }

  get signal(): Signal {
    return {
      frames: this.#frames,
      loudest: this.#loudest,
      peak: Math.min(1, this.#peak / FULL_SCALE),
      clipped: this.#samples === 0 ? 0 : this.#clipped / this.#samples,
    }
  }
}
