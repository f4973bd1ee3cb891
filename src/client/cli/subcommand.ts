import type { Command } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import type { Settings } from '../settings/resolve-settings.ts'
import type { OptionName } from '../settings/table.ts'

/** How a subcommand was called. */
export interface Call {
  readonly settings: Settings
  /** What stands behind its words. */
  readonly args: readonly string[]
  /** Its own flags, by their names. */
  readonly flags: Readonly<Record<string, unknown>>
  /** The whole command line. */
  readonly program: Command
  /** Prints a line to the standard output. */
  print(line: string): void
}

/** One thing that `chat-client` does instead of joining a meeting. */
export interface Subcommand {
  /** What is typed, such as `config set`. */
  readonly words: string
  /** As the help shows them: `<key> <value>`. */
  readonly arguments?: string
  /** The words that its first argument is one of. */
  readonly choices?: readonly string[]
  readonly doc: string
  /** Flags of its own, with what they do. */
  readonly flags?: readonly (readonly [flag: string, doc: string])[]
  /** The options that it heeds. */
  readonly options: readonly OptionName[]
  run(call: Call): Promise<ExitCode> | ExitCode
}
