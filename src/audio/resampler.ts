import { requireTamed } from '../lib/require-tamed.ts'

/** 90 dB of signal over noise, at 5 ms CPU a second of sound. */
const QUALITY = 7
/** Samples handed over at once; a longer run is cut, so that memory stays small. */
const BLOCK = 4096

type Speex = typeof import('speex-resampler')
type SpeexResampler = InstanceType<Speex['default']>

/**
 * A streaming resampler for 16-bit mono sound, over the one of Speex. What goes in comes out later by the length
 * of the filter (about 2 ms at 48 kHz), and exactly `toRate` samples for each `fromRate`.
 */
export class Resampler {
  readonly #speex: SpeexResampler | undefined

  private constructor(speex?: SpeexResampler) {
    this.#speex = speex
  }

  /** @param fromRate @param toRate samples per second; equal ones pass sound through untouched */
  static async create(fromRate: number, toRate: number): Promise<Resampler> {
    if (fromRate === toRate) return new Resampler()
    const { default: Speex } = loadSpeex()
    await Speex.initPromise
    const speex = new Speex(1, fromRate, toRate, QUALITY)
    // The package sizes its output buffer by its longest input so far, rounded down: one sample short now and then,
    // whose input is then lost. One longer run of silence makes room for good.
    speex.processChunk(Buffer.alloc(2 * (BLOCK + 2 * Math.ceil(fromRate / toRate))))
    return new Resampler(speex)
  }

  /** Any number of samples in, as many as are ready out: a new array, or with equal rates the one given. */
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

/** Loads the package when it is first needed. */
function loadSpeex(): Speex {
  return requireTamed('speex-resampler') as Speex
}
