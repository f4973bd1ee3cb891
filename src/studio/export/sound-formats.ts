import { extname } from 'node:path'
import { BYTES_PER_SAMPLE } from '../../audio/format.ts'
import { riffChunk } from '../../audio/wav/riff-chunk.ts'
import { cueChunks } from '../../audio/wav/wav-cues.ts'
import { plainWavHeader } from '../../audio/wav/wav-header.ts'
import type { SoundTags } from '../recording/recording-source.ts'
import type { Patch, SoundFileEncoder, SoundFileOptions } from './sound-file.ts'

/** Encodes a 16-bit WAV file, with the cue and INFO chunks after the audio. */
export class WavEncoder implements SoundFileEncoder {
  readonly #options: SoundFileOptions
  /** Chunks after the audio. */
  readonly #chunks: Buffer
  #audioBytes = 0
  #begun = false

  constructor(options: SoundFileOptions) {
    this.#options = options
    const { tags, cues } = options
    const kept = tags.broadcast ? riffChunk('bext', tags.broadcast) : Buffer.alloc(0)
    this.#chunks = Buffer.concat([kept, cueChunks(cues), infoChunk(tags)])
  }

  encode(samples: Int16Array): Uint8Array {
    const sound = Buffer.from(samples.slice().buffer)
    const head = this.#begun ? [] : [this.#header(this.#options.samples * BYTES_PER_SAMPLE)]
    this.#begun = true
    this.#audioBytes += samples.length * BYTES_PER_SAMPLE
    return Buffer.concat([...head, sound])
  }

  finish(): { tail: Uint8Array; patches: Patch[] } {
    const head = this.encode(new Int16Array(0))
    const bytes = this.#header(this.#audioBytes)
    return { tail: Buffer.concat([head, this.#chunks]), patches: [{ position: 0, bytes }] }
  }

  #header(audioBytes: number): Buffer {
    return plainWavHeader(this.#options.rate, audioBytes, undefined, this.#chunks.length)
  }
}

/**
 * The tags of a WAV file as a `LIST INFO` chunk. It must be the last chunk: a widespread reader treats any chunk
 * after it as part of the list.
 *
 * Source: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (INFO list). Texts are UTF-8;
 * the specification leaves the encoding open.
 */
function infoChunk({ title, room, date, people, software }: SoundTags): Buffer {
  const fields: [string, string][] = [
    ['INAM', title],
    ['IPRD', room],
    ['ICRD', date],
    ['IART', people.join('; ')],
    ['ISFT', software],
  ]
  const present = fields.filter(([, text]) => text !== '')
  const chunks = present.map(([id, text]) => riffChunk(id, Buffer.from(`${text}\0`)))
  return riffChunk('LIST', Buffer.concat([Buffer.from('INFO'), ...chunks]))
}

/** Creates the encoder of a format. */
export type Encode = (options: SoundFileOptions) => SoundFileEncoder | Promise<SoundFileEncoder>

const FORMATS: Readonly<Record<string, Encode>> = {
  '.wav': (options) => new WavEncoder(options),
  // Loaded when needed: the codecs take longer to load than the rest of the program.
  '.flac': async (options) => (await import('./flac-encoder.ts')).FlacEncoder.create(options),
  '.opus': async (options) => (await import('./opus-file-encoder.ts')).OpusFileEncoder.create(options),
}

/** The file extensions of the audio formats, with the dot. */
export const soundEndings: readonly string[] = Object.keys(FORMATS)

/** The encoder for the extension of a file name; undefined for one not in `soundEndings`. */
export function encoderFor(target: string): Encode | undefined {
  return FORMATS[extname(target).toLowerCase()]
}
