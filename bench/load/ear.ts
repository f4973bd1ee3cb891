import type { Talker } from './talker.ts'

/** What one sampled member hears of the others. Only what was sent within the measuring window is judged. */
export interface Ear {
  /** Judges one voice payload, received at `at` ms. */
  hear(payload: Buffer, at: number): void
  /** Frames of others that ought to have been heard; for Opus, marks. */
  readonly expected: number
  /** Those of them that were. */
  readonly heard: number
  /** Those that were heard more than `LATE_MS` after they were sent. */
  readonly late: number
  /** What the server did wrong to this member, a sentence each. */
  wrongs(): string[]
}

/** What an ear has to know of a talker. */
export type Spoken = Pick<Talker, 'from' | 'to' | 'sentAt'>

/** A frame heard later than this has missed any sensible playout delay. In ms. */
export const LATE_MS = 60

/** The sentence for a talker of whom too much came back. */
export const OWN_VOICE = 'a talker heard their own voice'

/** The sentence for `missed` of `talkers` who never came through. */
export function neverHeard(missed: number, talkers: number): string {
  return `a member never heard ${missed} of ${talkers} talkers`
}
