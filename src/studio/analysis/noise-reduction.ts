import { gainFactor } from '../../audio/level.ts'
import { Fourier } from './fourier.ts'

/** Length of an analysis frame, ms, rounded to a power of two in samples: long enough to separate tones. */
const FRAME_MS = 43
/** Oversubtraction factor: noise varies around its mean power. */
const OVERSUBTRACTION = 2.5

/** The hop size in samples, half a frame. Frame k starts at sample (k - 1) * hop, so each sample is in two frames. */
export function noiseHop(rate: number): number {
  return 2 ** Math.round(Math.log2((rate * FRAME_MS) / 1000)) / 2
}

/** Bands of a noise profile at a sample rate (Hz). */
export function profileBands(rate: number): number {
  return noiseHop(rate) + 1
}

/** The spectrum of a frame. */
interface Spectrum {
  readonly re: Float64Array
  readonly im: Float64Array
  /** Power of the bands from 0 Hz to half the sample rate. */
  readonly power: Float64Array
}

/**
 * Reduces steady noise by spectral subtraction (S. F. Boll, 1979) with a spectral floor. Power is averaged over
 * neighbouring frames and bands, which avoids musical noise. The output at a sample depends only on the audio around
 * it, wherever reading starts.
 */
export class NoiseReduction {
  readonly hop: number
  readonly #fourier: Fourier
  /** Square-root Hann window for analysis and synthesis: its overlapping squares sum to 1. */
  readonly #window: Float64Array

  constructor(rate: number) {
    this.hop = noiseHop(rate)
    const size = 2 * this.hop
    this.#fourier = new Fourier(size)
    this.#window = Float64Array.from({ length: size }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / size))
  }

  /** Extra samples needed before and after the range to clean. */
  get margin(): number {
    return 3 * this.hop
  }

  /** The mean power of each band of a noise sample that is at least one frame long. */
  profile(samples: Float64Array): number[] {
    const sums = new Float64Array(this.hop + 1)
    const count = Math.floor(samples.length / this.hop) - 1
    for (let k = 0; k < count; k++) {
      const { power } = this.#analyse(samples, k * this.hop)
      for (let band = 0; band < sums.length; band++) sums[band]! += power[band]!
    }
    return Array.from(sums, (sum) => sum / Math.max(1, count))
  }

  /**
   * Cleans a range of audio.
   * @param samples input, with `margin` extra samples at each end
   * @param from position of the first sample of `out` in the whole audio
   * @param profile noise power of each band
   * @param reductionDb maximum attenuation, dB
   * @param out receives the cleaned samples
   */
  clean(samples: Float64Array, from: number, profile: readonly number[], reductionDb: number, out: Float64Array) {
    const { hop } = this
    const origin = from - this.margin
    const first = Math.floor(from / hop)
    const last = Math.floor((from + out.length - 1) / hop) + 1
    const spectra: Spectrum[] = []
    for (let k = first - 1; k <= last + 1; k++) spectra.push(this.#analyse(samples, (k - 1) * hop - origin))
    const floor = gainFactor(-reductionDb)
    out.fill(0)
    for (let k = first; k <= last; k++) {
      const i = k - first + 1
      const { re, im } = this.#reduced(spectra, i, profile, floor)
      this.#fourier.back(re, im)
      const begin = (k - 1) * hop - from
      for (let n = Math.max(0, -begin); n < 2 * hop && begin + n < out.length; n++) {
        out[begin + n]! += re[n]! * this.#window[n]!
      }
    }
  }

  #analyse(samples: Float64Array, from: number): Spectrum {
    const size = 2 * this.hop
    const re = new Float64Array(size)
    const im = new Float64Array(size)
    // Frames at the margin may extend past the input; the output does not depend on that part.
    for (let i = Math.max(0, -from); i < size && from + i < samples.length; i++) {
      re[i] = samples[from + i]! * this.#window[i]!
    }
    this.#fourier.forward(re, im)
    const power = new Float64Array(this.hop + 1)
    for (let band = 0; band <= this.hop; band++) power[band] = re[band]! ** 2 + im[band]! ** 2
    return { re, im, power }
  }

  #reduced(spectra: readonly Spectrum[], index: number, profile: readonly number[], floor: number) {
    const { hop } = this
    const re = spectra[index]!.re.slice()
    const im = spectra[index]!.im.slice()
    const around = spectra.slice(index - 1, index + 2)
    for (let band = 0; band <= hop; band++) {
      const low = Math.max(0, band - 1)
      const high = Math.min(hop, band + 1)
      let power = 0
      for (const spectrum of around) for (let b = low; b <= high; b++) power += spectrum.power[b]!
      power /= 3 * (high - low + 1)
      const gain = Math.max(floor, power > 0 ? 1 - (OVERSUBTRACTION * profile[band]!) / power : 1)
      re[band]! *= gain
      im[band]! *= gain
      if (band > 0 && band < hop) {
        re[2 * hop - band]! *= gain
        im[2 * hop - band]! *= gain
      }
    }
    return { re, im }
  }
}
