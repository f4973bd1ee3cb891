/** Samples a second at which voice is processed, and samples of one buffer: exactly 10 ms. */
export const PROCESSING_RATE = 48_000
export const BUFFER_LENGTH = 480

/** What can be done to one's own voice, by its name for people. */
export const featureNames = {
  noiseSuppression: 'Noise suppression',
  automaticGain: 'Automatic gain',
  echoCancellation: 'Echo cancellation',
} as const
export type Feature = keyof typeof featureNames
export const features = Object.keys(featureNames) as Feature[]
export type FeatureSwitches = Record<Feature, boolean>

/** Improves one voice, in buffers of `BUFFER_LENGTH` samples at `PROCESSING_RATE`. */
export interface VoiceProcessor {
  /** Improves a buffer of what the microphone heard, in place. */
  near(buffer: Int16Array): void
  /** Is told a buffer of what the speaker plays, so that it can be taken out of what the microphone hears. */
  far(buffer: Int16Array): void
  /** Gives back what it holds. */
  close(): void
}
