import type { Fvad } from '@echogarden/fvad-wasm'
import { Reframer } from '../reframer.ts'
import { Resampler } from '../resampler.ts'

/** Rates in Hz that the detector supports; audio of other rates is resampled to the second. */
const RATES = [8_000, 16_000, 32_000, 48_000]
const OTHERWISE = 16_000
/** Aggressiveness, 0 to 3: at 2 it misses no word and rarely takes noise for speech. */
const MODE = 2

const installed = async (): Promise<Fvad> => (await import('@echogarden/fvad-wasm')).default()

/** Detects speech with the voice activity detector of WebRTC, in steps of 10 ms. */
export class SpeechDetector {
  readonly #fvad: Fvad
  readonly #state: number
  readonly #address: number
  readonly #resampler: Resampler
  readonly #buffers: Reframer
  #heard = false

  private constructor(fvad: Fvad, resampler: Resampler, rate: number) {
    this.#fvad = fvad
    this.#resampler = resampler
    this.#state = fvad._fvad_new()
    fvad._fvad_set_mode(this.#state, MODE)
    fvad._fvad_set_sample_rate(this.#state, rate)
    this.#address = fvad._malloc((rate / 100) * Int16Array.BYTES_PER_ELEMENT)
    this.#buffers = new Reframer(rate / 100, (buffer) => this.#look(buffer))
  }

  /**
   * @param rate sample rate of the input in Hz
   * @returns null if the library cannot be loaded
   */
  static async create(rate: number, load = installed): Promise<SpeechDetector | null> {
    try {
      const fvad = await load()
      const known = RATES.includes(rate) ? rate : OTHERWISE
      return new SpeechDetector(fvad, await Resampler.create(rate, known), known)
    } catch {
      return null
    }
  }

  /** Processes the next samples. Returns whether any 10 ms block that ends in them is speech. */
  hear(samples: Int16Array): boolean {
    this.#heard = false
    this.#buffers.push(this.#resampler.process(samples))
    return this.#heard
  }

  #look(buffer: Int16Array): void {
    this.#fvad.HEAP16.set(buffer, this.#address / Int16Array.BYTES_PER_ELEMENT)
    if (this.#fvad._fvad_process(this.#state, this.#address, buffer.length) === 1) this.#heard = true
  }
}
