/** A step of a hostile client. A sequence of steps is a test case, and can be written as JSON. */
export type Step =
  /** Sends bytes, one character each (latin1). */
  | { client: number; do: 'send'; bytes: string }
  /** Sends `hello` with the last resume token of another client. */
  | { client: number; do: 'resume'; of: number }
  /** Ends its sending side, resets the connection, or reconnects if disconnected. */
  | { client: number; do: 'end' | 'break' | 'connect' }
  /** Lets time pass. */
  | { do: 'wait'; ms: number }

/** Number of hostile clients in a sequence. */
export const HOSTILES = 4
