/** The messages between the client and its voice processing process. */
import type { Feature, FeatureSwitches } from './voice-processor.ts'

export type ToProcessing =
  | { type: 'set'; rate: number; wanted: FeatureSwitches }
  /** A frame of the microphone; the answer has the same number. */
  | { type: 'near'; number: number; samples: Int16Array }
  /** A frame that the speaker plays. */
  | { type: 'far'; samples: Int16Array }

export type FromProcessing =
  | { type: 'ready'; missing: Partial<Record<Feature, string>> }
  | { type: 'near'; number: number; samples: Int16Array }
  /** Sent regularly, even when there is nothing to process. */
  | { type: 'alive' }
  | { type: 'failed'; reason: string }
