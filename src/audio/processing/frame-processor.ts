import { Reframer } from '../reframer.ts'
import { Resampler } from '../resampler.ts'
import { BUFFER_LENGTH, PROCESSING_RATE, type VoiceProcessor } from './voice-processor.ts'

/** Samples of silence added at the start if the rates differ: a resampler returns one sample more or less each time. */
const MARGIN = 4

/** Adapts a processor of 10 ms buffers at 48 kHz to frames of any length and rate. */
export class FrameProcessor {
  /** The processor; null passes voice through with the same delay. Can be changed at any time. */
  processor: VoiceProcessor | null = null
  readonly #up: Resampler
  readonly #down: Resampler
  readonly #farUp: Resampler
  readonly #near: Reframer
  readonly #far: Reframer
  /** Processed samples that were not returned yet. */
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

  /** @param rate sample rate of input and output in Hz */
  static async create(rate: number): Promise<FrameProcessor> {
    const up = await Resampler.create(rate, PROCESSING_RATE)
    const down = await Resampler.create(PROCESSING_RATE, rate)
    return new FrameProcessor(rate, up, down, await Resampler.create(rate, PROCESSING_RATE))
  }

  /**
   * Processes a frame of the microphone. All frames must have the same length. Returns as many samples, in a new array;
   * delayed by 10 ms if a frame is not a whole number of buffers.
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

  /** Takes a frame that the speaker plays, as the reference for echo cancellation. */
  far(samples: Int16Array): void {
    this.#far.push(this.#farUp.process(samples))
  }

  /** Adds silence at the start, so that there are always enough samples to return. */
  #begin(length: number): void {
    this.#begun = true
    if (this.#rate !== PROCESSING_RATE) this.#near.push(new Int16Array(MARGIN))
    const whole = (length * PROCESSING_RATE) % (this.#rate * BUFFER_LENGTH) === 0
    if (!whole) this.#ready = new Int16Array(Math.ceil((BUFFER_LENGTH * this.#rate) / PROCESSING_RATE) + MARGIN)
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
