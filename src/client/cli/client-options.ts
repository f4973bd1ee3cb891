import { Argument, Command } from 'commander'
import { version } from '../../lib/version.ts'
import { actionSettings } from '../commands/setting-names.ts'
import { exitCodes } from '../exit-codes.ts'
import { configPath, readConfigFile } from '../settings/config-file.ts'
import { resolveSettings, type Settings } from '../settings/resolve-settings.ts'
import { flagsOf } from '../settings/setting-flags.ts'
import { type OptionName, type Options, optionNames } from '../settings/table.ts'
import type { Subcommand } from './subcommands.ts'

/** What was chosen by flag, environment and config file; a file or device is undefined where none was named. */
export type ClientOptions = Options & { ip: string }

export interface ClientActions {
  join(settings: Settings): Promise<void>
  subcommand(
    subcommand: Subcommand,
    settings: Settings,
    args: readonly string[],
    flags: Readonly<Record<string, unknown>>,
  ): Promise<void>
}

const HELP_AFTER = `
Typed lines are said to the room; /help lists the commands. On end of input it leaves, unless --for says how
long to stay.

Examples:
  chat-client --ip 192.168.1.5 --name Ann --room standup --create
  chat-client --ip 192.168.1.5 --room standup --mic null --speaker null --record --for 1h

Exit codes: 0 left in good order, 1 a mistake of the program, 2 wrong usage, 3 cannot connect, 4 refused by the server (name, room or
password), 5 connection lost or server ended.`

/** The command line of `chat-client`. Prints help, version or what is wrong and exits by itself then. */
export function clientProgram(subcommands: readonly Subcommand[], actions: ClientActions): Command {
  const program = configured(new Command('chat-client'), optionNames)
    .description('Parlor client: meet on a local network, in a terminal')
    .version(version)
    .enablePositionalOptions()
    .addHelpText('after', HELP_AFTER)
    .action(() => actions.join(settingsOf(program)))
  const known = new Map([['', program]])
  for (const subcommand of subcommands) {
    const words = subcommand.words.split(' ')
    const parent = known.get(words.slice(0, -1).join(' '))!
    const command = configured(parent.command(words.at(-1)!), subcommand.options)
      .description(subcommand.doc)
      .action(() => actions.subcommand(subcommand, settingsOf(command), command.args, command.opts()))
    for (const [flag, doc] of subcommand.flags ?? []) command.option(flag, doc)
    for (const argument of subcommand.arguments?.split(' ') ?? []) command.addArgument(new Argument(argument))
    const [first] = command.registeredArguments
    if (first && subcommand.choices) first.choices(subcommand.choices)
    known.set(subcommand.words, command)
  }
  return program
}

function configured(command: Command, options: readonly OptionName[]): Command {
  command
    .helpOption('-h, --help', 'show this help')
    // The table's texts name the words that an option takes.
    .configureHelp({ optionDescription: ({ description }) => description })
    .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage))
  for (const flag of options.flatMap(flagsOf)) command.addOption(flag)
  return command
}

function settingsOf(command: Command): Settings {
  return resolveSettings(command.optsWithGlobals(), process.env, readConfigFile(configPath(), actionSettings))
}
