import type { Foe } from './foe.ts'

export interface Attack {
  /** Description for the table of results. */
  readonly what: string
  /** Number of simultaneous hostile connections; closed ones are reopened. */
  readonly connections: number
  /** The address of the hostile connections, if it is not that of the honest ones; a visitor is then measured as well. */
  readonly from?: string
  /** Whether the server speaks TLS. */
  readonly tls?: true
  /** Whether the server records, and has an unfinished recording. */
  readonly recordings?: true
  /** Runs the attack on one connection. */
  act(foe: Foe): void
}
