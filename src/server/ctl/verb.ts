import type { Result } from '../../lib/result.ts'
import type { Draining } from '../lifecycle/draining.ts'
import type { ServerStatus } from '../metrics/server-status.ts'
import type { ServerContext } from '../session/server-context.ts'

/** The server that a verb acts upon. */
export interface Running {
  readonly context: ServerContext
  readonly server: { status(): ServerStatus }
  readonly draining: Draining
  /** Ends the server as SIGTERM does. */
  end(): void
}

/** What a verb answers: lines for people, and the same as JSON for scripts. */
export interface CtlAnswer {
  readonly lines: readonly string[]
  readonly facts: object
}

/** One thing that an administrator can tell a running server. */
export interface CtlVerb {
  readonly name: string
  /** As the help shows it: `<name>` is wanted, `[seconds]` may be left out, `<text...>` takes all words. */
  readonly argument?: string
  readonly help: string
  /** @returns the answer, or why it cannot be done: one sentence that says what to do. */
  run(running: Running, args: readonly string[]): Result<CtlAnswer>
}
