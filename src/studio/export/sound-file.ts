import type { SoundMark } from '../../audio/wav/wav-cues.ts'
import type { SoundTags } from '../recording/recording-source.ts'

/** What a file is made of, besides the samples themselves: 16-bit mono. */
export interface SoundFileOptions {
  /** Samples a second. */
  readonly rate: number
  /** Samples that will come. */
  readonly samples: number
  readonly tags: SoundTags
  /** In the order of time. */
  readonly cues: readonly SoundMark[]
}

/** Bytes that take the place of others. */
export interface Patch {
  readonly position: number
  readonly bytes: Uint8Array
}

/** Turns sound into the bytes of a file, piece by piece. It knows no disk. */
export interface SoundFileEncoder {
  /** Takes samples; gives the bytes to be added to the file, which may be none. */
  encode(samples: Int16Array): Uint8Array
  /** Ends the sound. `tail` is added to the file, and the patches then take the place of what is there. */
  finish(): { readonly tail: Uint8Array; readonly patches: readonly Patch[] }
}
