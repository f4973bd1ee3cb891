import type { Command } from 'commander'
import type { ExitCode } from '../exit-codes.ts'
import type { Settings } from '../settings/resolve-settings.ts'
import type { OptionName } from '../settings/table.ts'

/** The invocation of a subcommand. */
export interface Call {
  readonly settings: Settings
  /** The arguments after its words. */
  readonly args: readonly string[]
  /** Values of its own flags by camel-case name. */
  readonly flags: Readonly<Record<string, unknown>>
  /** The whole command line definition. */
  readonly program: Command
  /** Prints a line to standard output, without what a terminal would obey. */
  print(line: string): void
  /** Prints a line of JSON to standard output. */
  printJson(value: unknown): void
}

/** A subcommand of `chat-client`, which runs instead of joining a meeting. */
export interface Subcommand {
  /** The words to type, such as `config set`. */
  readonly words: string
  /** Arguments as the help shows them: `<key> <value>`. */
  readonly arguments?: string
  /** Accepted words of the first argument. */
  readonly choices?: readonly string[]
  readonly doc: string
  /** Its own flags, each with a description. */
  readonly flags?: readonly (readonly [flag: string, doc: string])[]
  /** The client options that it uses. */
  readonly options: readonly OptionName[]
  run(call: Call): Promise<ExitCode> | ExitCode
}
