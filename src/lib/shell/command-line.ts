import type { Command, Option } from 'commander'

/** An option of a command line, as help, manual and completions need it. */
export interface OptionDescription {
  /** `--codec` */
  readonly long: string
  /** `-l`, null where there is none. */
  readonly short: string | null
  /** What follows it, such as `<codec>`, or `[file.wav]` where it may be left out; null for a switch. */
  readonly argument: string | null
  readonly doc: string
  /** The words that it takes; empty where it takes others. */
  readonly choices: readonly string[]
  /** Whether a file is to follow. */
  readonly file: boolean
}

/** A program, or one of its subcommands. */
export interface CommandDescription {
  /** Its words, the program's first: `chat-client config set`. */
  readonly words: readonly string[]
  /** What it takes besides options: `<key> <value>`. */
  readonly argument: string
  readonly doc: string
  readonly options: readonly OptionDescription[]
  readonly subcommands: readonly CommandDescription[]
  /** The words that its first argument is one of. */
  readonly choices: readonly string[]
}

/** What a program takes, read from its parser, so that nothing is told twice. */
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

/** A program's command and all below it. */
export function withSubcommands(command: CommandDescription): CommandDescription[] {
  return [command, ...command.subcommands.flatMap(withSubcommands)]
}
