/** Sample rate in Hz at which voice is processed, and samples of one buffer: exactly 10 ms. */
export const PROCESSING_RATE = 48_000
export const BUFFER_LENGTH = 480

/** The features of voice processing, with their names for the user. */
export const featureNames = {
  noiseSuppression: 'Noise suppression',
  automaticGain: 'Automatic gain',
  echoCancellation: 'Echo cancellation',
} as const
export type Feature = keyof typeof featureNames
export const features = Object.keys(featureNames) as Feature[]
export type FeatureSwitches = Record<Feature, boolean>

/** Processes one voice in buffers of `BUFFER_LENGTH` samples at `PROCESSING_RATE`. */
export interface VoiceProcessor {
  /** Processes a buffer of the microphone in place. */
  near(buffer: Int16Array): void
  /** Takes a buffer that the speaker plays, as the reference for echo cancellation. */
  far(buffer: Int16Array): void
  /** Frees its memory. */
  close(): void
}
