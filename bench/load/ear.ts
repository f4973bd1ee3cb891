import type { Talker } from './talker.ts'

/** Checks the voice that a sampled member receives. Only frames sent during the measurement count. */
export interface Ear {
  /** Checks a voice payload received at `at` (ms). */
  hear(payload: Buffer, at: number): void
  /** Frames (for Opus: marks) of others that should have been received. */
  readonly expected: number
  /** Those that were received. */
  readonly heard: number
  /** Those received more than `LATE_MS` after they were sent. */
  readonly late: number
  /** Errors of the server towards this member, a sentence each. */
  wrongs(): string[]
}

/** The part of a talker that a listener needs to know. */
export type Spoken = Pick<Talker, 'from' | 'to' | 'sentAt'>

/** ms after which a frame has missed any sensible playout delay. */
export const LATE_MS = 60

/** The error for a talker who received too much of their own voice. */
export const OWN_VOICE = 'a talker heard their own voice'

/** The error for `missed` of `talkers` who were never received. */
export function neverHeard(missed: number, talkers: number): string {
  return `a member never heard ${missed} of ${talkers} talkers`
}
