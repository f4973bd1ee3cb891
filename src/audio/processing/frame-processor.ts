import { Reframer } from '../reframer.ts'
import { Resampler } from '../resampler.ts'
import { BUFFER_LENGTH, PROCESSING_RATE, type VoiceProcessor } from './voice-processor.ts'

/** Samples of silence ahead of the first, where rates differ: a resampler gives one more or less in turn. */
const MARGIN = 4

/** Lets runs of samples of any length and rate be processed by what knows only buffers of 10 ms at 48 kHz. */
export class FrameProcessor {
  /** null lets voice pass, with the same delay. It may be changed at any time. */
  processor: VoiceProcessor | null = null
  readonly #up: Resampler
  readonly #down: Resampler
  readonly #farUp: Resampler
  readonly #near: Reframer
  readonly #far: Reframer
  /** What was processed and did not go out yet. */
  #ready = new Int16Array(0)
  readonly #rate: number
  #begun = false

  private constructor(rate: number, up: Resampler, down: Resampler, farUp: Resampler) {
    this.#rate = rate
    this.#up = up
    this.#down = down
    this.#farUp = farUp
    this.#near = new Reframer(BUFFER_LENGTH, (buffer) => this.#process(buffer))
    this.#far = new Reframer(BUFFER_LENGTH, (buffer) => this.processor?.far(buffer))
  }

  /** @param rate samples a second of what goes in and comes out. */
  static async create(rate: number): Promise<FrameProcessor> {
    const up = await Resampler.create(rate, PROCESSING_RATE)
    const down = await Resampler.create(PROCESSING_RATE, rate)
    return new FrameProcessor(rate, up, down, await Resampler.create(rate, PROCESSING_RATE))
  }

  /**
   * Processes what the microphone heard, in runs of one length. As much comes out as goes in, in an array of its own:
   * where such a run is no whole number of buffers, 10 ms later.
   */
  near(samples: Int16Array): Int16Array {
    if (!this.#begun) this.#begin(samples.length)
    this.#near.push(this.#up.process(samples))
    const out = new Int16Array(samples.length)
    const taken = Math.min(this.#ready.length, out.length)
    out.set(this.#ready.subarray(0, taken), out.length - taken)
    this.#ready = this.#ready.slice(taken)
    return out
  }

  /** Is told what the speaker plays. */
  far(samples: Int16Array): void {
    this.#far.push(this.#farUp.process(samples))
  }

  /** Lays silence ahead, so that there is always enough to take out. */
  #begin(length: number): void {
    this.#begun = true
    if (this.#rate !== PROCESSING_RATE) this.#near.push(new Int16Array(MARGIN))
    const whole = (length * PROCESSING_RATE) % (this.#rate * BUFFER_LENGTH) === 0
    if (!whole)
      this.#ready = new Int16Array(Math.ceil((BUFFER_LENGTH * this.#rate) / PROCESSING_RATE) + MARGIN)
  }

  #process(buffer: Int16Array): void {
    this.processor?.near(buffer)
    const processed = this.#down.process(buffer)
    const ready = new Int16Array(this.#ready.length + processed.length)
    ready.set(this.#ready)
    ready.set(processed, this.#ready.length)
    this.#ready = ready
  }
}
