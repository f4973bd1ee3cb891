import type { ServerContext } from '../context.ts'
import type { Draining } from '../lifecycle/draining.ts'
import type { ServerStatus } from '../metrics/server-status.ts'

/** The server that a verb acts upon. */
export interface Running {
  readonly context: ServerContext
  readonly server: { status(): ServerStatus }
  readonly draining: Draining
  /** Ends the server in good order, as SIGTERM does. */
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
  /** @throws CtlRefusal where it cannot be done. */
  run(running: Running, args: readonly string[]): CtlAnswer | Promise<CtlAnswer>
}

/** Why something that was asked over the ctl socket was not done, in one sentence that says what to do. */
export class CtlRefusal extends Error {
  override readonly name = 'CtlRefusal'
}
