/**
 * How sound is cut up. In Parlor it is 16-bit signed and mono; a server has one rate, and one length of frame.
 */
export interface AudioFormat {
  /** Samples a second. */
  readonly rate: number
  /** ms of one source in a frame. */
  readonly frameMs: number
}

/** Bytes of one sample on the wire and in a file. */
export const BYTES_PER_SAMPLE = 2

/** Rates in Hz that a server may be started with. */
export const MIN_RATE = 5_000
export const MAX_RATE = 48_000
export const DEFAULT_RATE = 48_000

/** Frames in ms that a server may be started with: the shorter for less delay, the longer for less work. */
export const FRAME_CHOICES = [10, 20] as const
export const DEFAULT_FRAME_MS = 20

/** What a server has that was told nothing else. */
export const DEFAULT_FORMAT: AudioFormat = { rate: DEFAULT_RATE, frameMs: DEFAULT_FRAME_MS }

/** Frames in ms that a client can do with, where a server of another make asks for them. */
export const MIN_FRAME_MS = 5
export const MAX_FRAME_MS = 60

/** Samples in a frame: round(rate x frameMs / 1000). */
export function frameLength({ rate, frameMs }: AudioFormat): number {
  return Math.round((rate * frameMs) / 1000)
}

/** Bytes of a PCM frame. */
export function frameBytes(format: AudioFormat): number {
  return frameLength(format) * BYTES_PER_SAMPLE
}
