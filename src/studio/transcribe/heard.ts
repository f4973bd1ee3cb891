/** A word that was heard, in ms of the sound that the engine was given. */
export interface HeardWord {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** What was heard in one breath; the words are there where the engine tells when each was said. */
export interface Heard extends HeardWord {
  readonly words: readonly HeardWord[]
}
