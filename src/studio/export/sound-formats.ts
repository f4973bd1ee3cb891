import { extname } from 'node:path'
import { FlacEncoder } from './flac-encoder.ts'
import { OpusFileEncoder } from './opus-file-encoder.ts'
import type { SoundFileEncoder, SoundFileOptions } from './sound-file.ts'
import { WavEncoder } from './wav-encoder.ts'

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
