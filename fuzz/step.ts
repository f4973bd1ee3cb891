/** Something that a hostile client does. A sequence of them is a test case, and can be written as JSON. */
export type Step =
  /** Sends bytes, one character each (latin1). */
  | { client: number; do: 'send'; bytes: string }
  /** Says hello with the token that another client was given last. */
  | { client: number; do: 'resume'; of: number }
  /** Ends its side, breaks off without a word, or connects again where it is gone. */
  | { client: number; do: 'end' | 'break' | 'connect' }
  /** Lets time pass. */
  | { do: 'wait'; ms: number }

/** Clients of a sequence beside the honest ones. */
export const HOSTILES = 4
