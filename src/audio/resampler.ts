import { requireTamed } from '../lib/require-tamed.ts'

/** Quality of the Speex resampler, 0 to 10: 90 dB signal-to-noise ratio, at 5 ms of CPU per second of audio. */
const QUALITY = 7
/** Maximum samples per call; longer input is split to limit memory. */
const BLOCK = 4096

type Speex = typeof import('speex-resampler')
type SpeexResampler = InstanceType<Speex['default']>

/**
 * A streaming resampler for 16-bit mono audio, based on the Speex resampler. The output is delayed by the length of the
 * filter (about 2 ms at 48 kHz), and has exactly `toRate` samples per `fromRate` input samples.
 */
export class Resampler {
  readonly #speex: SpeexResampler | undefined

  private constructor(speex?: SpeexResampler) {
    this.#speex = speex
  }

  /** Rates are in Hz; equal rates pass audio through unchanged. */
  static async create(fromRate: number, toRate: number): Promise<Resampler> {
    if (fromRate === toRate) return new Resampler()
    const { default: Speex } = loadSpeex()
    await Speex.initPromise
    const speex = new Speex(1, fromRate, toRate, QUALITY)
    // The package sizes its output buffer by its longest input so far, rounded down, so that it can be one sample short
    // and lose input. One longer block of silence at the start makes it large enough.
    speex.processChunk(Buffer.alloc(2 * (BLOCK + 2 * Math.ceil(fromRate / toRate))))
    return new Resampler(speex)
  }

  /** Resamples any number of samples. Returns those that are ready, in a new array; with equal rates the input itself. */
  process(samples: Int16Array): Int16Array {
    if (!this.#speex) return samples
    if (samples.length <= BLOCK) return this.#processBlock(samples)
    const blocks: Int16Array[] = []
    for (let i = 0; i < samples.length; i += BLOCK) {
      blocks.push(this.#processBlock(samples.subarray(i, i + BLOCK)))
    }
    const joined = new Int16Array(blocks.reduce((sum, block) => sum + block.length, 0))
    let at = 0
    for (const block of blocks) {
      joined.set(block, at)
      at += block.length
    }
    return joined
  }

  #processBlock(samples: Int16Array): Int16Array {
    if (samples.length === 0) return samples
    const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
    const out = this.#speex!.processChunk(bytes)
    return new Int16Array(out.buffer, out.byteOffset, out.length / 2)
  }
}

/** Loads the package on first use. */
function loadSpeex(): Speex {
  return requireTamed('speex-resampler') as Speex
}
