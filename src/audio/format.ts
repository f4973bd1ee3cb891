/** The format of voice on a server. Samples are always 16-bit signed mono; rate and frame length are fixed per server. */
export interface AudioFormat {
  /** Sample rate in Hz. */
  readonly rate: number
  /** Duration of a frame in ms. */
  readonly frameMs: number
}

/** Bytes of one sample on the wire and in a file. */
export const BYTES_PER_SAMPLE = 2

/** Sample rates in Hz that a server supports. */
export const MIN_RATE = 5_000
export const MAX_RATE = 48_000
export const DEFAULT_RATE = 48_000

/** Frame durations in ms that a server supports: shorter for less delay, longer for less CPU. */
export const FRAME_CHOICES = [10, 20] as const
export const DEFAULT_FRAME_MS = 20

/** Bits per second of a compressed stream. */
export const MIN_BITRATE = 24_000
export const MAX_BITRATE = 64_000
export const DEFAULT_BITRATE = 32_000

/** The default format of a server. */
export const DEFAULT_FORMAT: AudioFormat = { rate: DEFAULT_RATE, frameMs: DEFAULT_FRAME_MS }

/** Frame durations in ms that a client accepts from other implementations of the server. */
export const MIN_FRAME_MS = 5
export const MAX_FRAME_MS = 60

/** A value as a 16-bit sample: what is beyond full scale is clipped. Fractions stay. */
export function clipped(value: number): number {
  return Math.max(-32_768, Math.min(32_767, value))
}

/** Samples per frame: round(rate x frameMs / 1000). */
export function frameLength({ rate, frameMs }: AudioFormat): number {
  return Math.round((rate * frameMs) / 1000)
}

/** Bytes per PCM frame. */
export function frameBytes(format: AudioFormat): number {
  return frameLength(format) * BYTES_PER_SAMPLE
}
