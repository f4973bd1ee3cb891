import type { Command, Option } from 'commander'

/** An option of a command line, as help, manual and completions need it. */
export interface OptionDescription {
  /** `--codec` */
  readonly long: string
  /** `-l`; null if there is none. */
  readonly short: string | null
  /** Its argument, such as `<codec>`, or `[file.wav]` if optional; null for a switch. */
  readonly argument: string | null
  readonly doc: string
  /** Allowed values; empty if not restricted. */
  readonly choices: readonly string[]
  /** Whether the argument is a file. */
  readonly file: boolean
}

/** The description of a program or subcommand. */
export interface CommandDescription {
  /** Its full name: `chat-client config set`. */
  readonly words: readonly string[]
  /** Its arguments besides options: `<key> <value>`. */
  readonly argument: string
  readonly doc: string
  readonly options: readonly OptionDescription[]
  readonly subcommands: readonly CommandDescription[]
  /** Allowed values of its first argument. */
  readonly choices: readonly string[]
}

/** Describes a program from its parser, so that help, manual and completions share one source. */
export function describeCommand(command: Command, before: readonly string[] = []): CommandDescription {
  const words = [...before, command.name()]
  const help = command.createHelp()
  return {
    words,
    argument: command.registeredArguments
      .map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`))
      .join(' '),
    doc: command.description(),
    options: help.visibleOptions(command).map(describeOption),
    subcommands: command.commands.map((one) => describeCommand(one, words)),
    choices: command.registeredArguments[0]?.argChoices ?? [],
  }
}

function describeOption(option: Option): OptionDescription {
  const argument = /[<[].*$/.exec(option.flags)?.[0] ?? null
  return {
    long: option.long!,
    short: option.short ?? null,
    argument,
    doc: option.description,
    choices: option.argChoices ?? [],
    file: argument !== null && /file|folder/.test(argument),
  }
}

/** A command and all its subcommands, recursively. */
export function withSubcommands(command: CommandDescription): CommandDescription[] {
  return [command, ...command.subcommands.flatMap(withSubcommands)]
}
