import type { Result } from '../../lib/result.ts'
import type { Draining } from '../lifecycle/draining.ts'
import type { ServerStatus } from '../metrics/server-status.ts'
import type { ServerContext } from '../session/server-context.ts'

/** The running server that a verb controls. */
export interface Running {
  readonly context: ServerContext
  readonly server: { status(): ServerStatus }
  readonly draining: Draining
  /** Stops the server, as SIGTERM does. */
  end(): void
}

/** The output of a verb: lines for people, and the same facts as JSON for scripts. */
export interface CtlAnswer {
  readonly lines: readonly string[]
  readonly facts: object
}

/** One command of `chat-server ctl`. */
export interface CtlVerb {
  readonly name: string
  /** As shown by the help: `<name>` is required, `[seconds]` is optional, `<text...>` takes all words. */
  readonly argument?: string
  readonly help: string
  /** Options such as `--address`, which are passed to `run` among the arguments. */
  readonly flags?: readonly { readonly flag: string; readonly help: string }[]
  /** @returns the output, or one sentence that says what failed and what to do */
  run(running: Running, args: readonly string[]): Result<CtlAnswer> | Promise<Result<CtlAnswer>>
}
