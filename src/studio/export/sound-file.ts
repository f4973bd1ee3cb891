import type { SoundMark } from '../../audio/wav/wav-cues.ts'
import type { SoundTags } from '../recording/recording-source.ts'

/** The parameters of an audio file, which is always 16-bit mono. */
export interface SoundFileOptions {
  /** Sample rate, Hz. */
  readonly rate: number
  /** Total number of samples. */
  readonly samples: number
  readonly tags: SoundTags
  /** By time. */
  readonly cues: readonly SoundMark[]
}

/** Bytes to overwrite at a position of the file. */
export interface Patch {
  readonly position: number
  readonly bytes: Uint8Array
}

/** Encodes audio into the bytes of a file, block by block; performs no I/O. */
export interface SoundFileEncoder {
  /** Encodes samples. @returns bytes to append to the file, possibly none */
  encode(samples: Int16Array): Uint8Array
  /** Ends the audio. @returns the bytes to append, then the patches to apply */
  finish(): { readonly tail: Uint8Array; readonly patches: readonly Patch[] }
}
