import { BYTES_PER_SAMPLE } from '../../audio/format.ts'
import { cueChunks } from '../../audio/wav/wav-cues.ts'
import { wavHeader } from '../../audio/wav/wav-header.ts'
import type { Patch, SoundFileEncoder, SoundFileOptions } from './sound-file.ts'
import { infoChunk } from './wav-info.ts'

/** A WAV file of 16 bits, with tags and cues behind the sound. */
export class WavEncoder implements SoundFileEncoder {
  readonly #options: SoundFileOptions
  #audioBytes = 0
  #begun = false

  constructor(options: SoundFileOptions) {
    this.#options = options
  }

  encode(samples: Int16Array): Uint8Array {
    const sound = Buffer.from(samples.slice().buffer)
    const head = this.#begun ? [] : [wavHeader(this.#options.rate, 0)]
    this.#begun = true
    this.#audioBytes += samples.length * BYTES_PER_SAMPLE
    return Buffer.concat([...head, sound])
  }

  finish(): { tail: Uint8Array; patches: Patch[] } {
    const { rate, tags, cues } = this.#options
    const head = this.encode(new Int16Array(0))
    const chunks = Buffer.concat([cueChunks(cues), infoChunk(tags)])
    const header = wavHeader(rate, this.#audioBytes, undefined, chunks.length)
    return { tail: Buffer.concat([head, chunks]), patches: [{ position: 0, bytes: header }] }
  }
}
