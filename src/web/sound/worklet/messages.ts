import type { rings } from '../../../audio/tunes.ts'

/** Page to the playout worklet. */
export type ToPlayout =
  /** A frame of 16-bit samples; `at` is when it arrived, in ms of the page's clock. */
  | { readonly type: 'frame'; readonly pcm: Uint8Array<ArrayBuffer>; readonly at: number }
  /** Plays a test tone of two notes. */
  | { readonly type: 'tone' }
  /** Rings until the next such message. */
  | { readonly type: 'ring'; readonly ring: keyof typeof rings | null }

/** Playout worklet to the page, twice a second. */
export interface PlayoutReport {
  /** Frames played, and gaps so far. */
  readonly played: number
  readonly underruns: number
  /** Frames dropped so far. */
  readonly dropped: number
  /** Playout delay in ms. */
  readonly delay: number
  /** Peak since the last report, 0 to 1. */
  readonly peak: number
}

/** What the playout worklet is created with. */
export interface PlayoutSetup {
  /** Format of the voice from the server: Hz, and ms of a frame. */
  readonly rate: number
  readonly frameMs: number
}

/** What the capture worklet is created with. */
export interface CaptureSetup {
  /** Rate of the server in Hz, to which the microphone is converted if the context has another one. */
  readonly rate: number
  /** Samples of a frame at that rate. */
  readonly frame: number
}
