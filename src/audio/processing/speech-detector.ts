import type { Fvad } from '@echogarden/fvad-wasm'
import { rmsLevel, SILENCE } from '../level.ts'
import { Reframer } from '../reframer.ts'
import { Resampler } from '../resampler.ts'

/** Rates in Hz that the detector knows; others are brought to the second. */
const RATES = [8_000, 16_000, 32_000, 48_000]
const OTHERWISE = 16_000
/** How sure it must be, 0 to 3: at 2 it misses no word, and takes little noise for one. */
const MODE = 2

const installed = async (): Promise<Fvad> => (await import('@echogarden/fvad-wasm')).default()

/** Tells speech from noise: the voice activity detector of WebRTC, which looks at 10 ms at a time. */
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
   * @param rate samples a second of what it is to hear.
   * @returns null where the library cannot be used.
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

  /** Takes in the next sound. Returns whether any 10 ms that end in it are speech. */
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

/** Sound is looked at in pieces of 5 ms. */
const PIECES_A_SECOND = 200
/** Pieces in a row that must be about equally loud: 20 ms, which is two periods of a deep voice. */
const PIECES = 4
/** dB between the loudest and the softest of them: the pulses of a voice stay within it, a click dies away faster. */
const SPREAD = 10

/** Measures how loud a sound is that goes on, as a voice does, and does not heed the clicks of keys. */
export class SustainedSound {
  readonly #pieces: Reframer
  readonly #levels: number[] = []
  #loudest = SILENCE

  /** @param rate samples a second. */
  constructor(rate: number) {
    this.#pieces = new Reframer(Math.round(rate / PIECES_A_SECOND), (piece) => this.#look(rmsLevel(piece)))
  }

  /**
   * Takes in the next sound.
   * @returns the level in dBFS that the loudest 20 ms which end in it kept up; `SILENCE` where nothing went on.
   */
  hear(samples: Int16Array): number {
    this.#loudest = SILENCE
    this.#pieces.push(samples)
    return this.#loudest
  }

  #look(level: number): void {
    this.#levels.push(level)
    if (this.#levels.length > PIECES) this.#levels.shift()
    const softest = Math.min(...this.#levels)
    const wentOn = this.#levels.length === PIECES && Math.max(...this.#levels) - softest <= SPREAD
    if (wentOn) this.#loudest = Math.max(this.#loudest, softest)
  }
}
