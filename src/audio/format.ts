/**
 * Sound in Parlor is 16-bit signed, mono, at one rate a server. A frame is 20 ms of one source.
 */

/** Length of a frame in ms. */
export const FRAME_MS = 20

/** Bytes of one sample on the wire and in a file. */
export const BYTES_PER_SAMPLE = 2

/** Rates in Hz that a server may be started with. */
export const MIN_RATE = 5_000
export const MAX_RATE = 48_000
export const DEFAULT_RATE = 48_000

/** Samples in a frame at `rate` Hz: round(rate x 0.02). */
export function frameLength(rate: number): number {
  return Math.round((rate * FRAME_MS) / 1000)
}

/** Bytes of a PCM frame at `rate` Hz. */
export function frameBytes(rate: number): number {
  return frameLength(rate) * BYTES_PER_SAMPLE
}
