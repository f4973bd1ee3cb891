import { extname } from 'node:path'
import { BYTES_PER_SAMPLE } from '../../audio/format.ts'
import { riffChunk } from '../../audio/wav/riff-chunk.ts'
import { cueChunks } from '../../audio/wav/wav-cues.ts'
import { wavHeader } from '../../audio/wav/wav-header.ts'
import type { SoundTags } from '../recording/recording-source.ts'
import { FlacEncoder } from './flac-encoder.ts'
import { OpusFileEncoder } from './opus-file-encoder.ts'
import type { Patch, SoundFileEncoder, SoundFileOptions } from './sound-file.ts'

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

/**
 * The tags of a WAV file, as `LIST INFO`. It is to be its last chunk: a widespread reader takes what follows it for a
 * part of it.
 *
 * Source: Microsoft/IBM, Multimedia Programming Interface and Data Specifications 1.0 (INFO list). Texts are UTF-8,
 * which the specification leaves open.
 */
function infoChunk({ title, room, date, people, software }: SoundTags): Buffer {
  const fields: [string, string][] = [
    ['INAM', title],
    ['IPRD', room],
    ['ICRD', date],
    ['IART', people.join('; ')],
    ['ISFT', software],
  ]
  const told = fields.filter(([, text]) => text !== '')
  const chunks = told.map(([id, text]) => riffChunk(id, Buffer.from(`${text}\0`)))
  return riffChunk('LIST', Buffer.concat([Buffer.from('INFO'), ...chunks]))
}

/** Makes the encoder of one format. */
export type Encode = (options: SoundFileOptions) => SoundFileEncoder | Promise<SoundFileEncoder>

const FORMATS: Readonly<Record<string, Encode>> = {
  '.wav': (options) => new WavEncoder(options),
  '.flac': (options) => FlacEncoder.create(options),
  '.opus': (options) => OpusFileEncoder.create(options),
}

/** What sound can be written as, by the end of the file's name. */
export const soundEndings: readonly string[] = Object.keys(FORMATS)

/** What makes a file of this name; undefined where its ending is none of `soundEndings`. */
export function encoderFor(target: string): Encode | undefined {
  return FORMATS[extname(target).toLowerCase()]
}
