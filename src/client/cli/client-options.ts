import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { commanderOutput } from '../../lib/output.ts'
import { version } from '../../lib/version.ts'
import { STUDIO_SCOPE, studioCommands } from '../../studio/commands/table.ts'
import { LIBRARY_SCOPE, libraryActions } from '../../studio/library/library-actions.ts'
import type { ActionRow } from '../../tui/action.ts'
import { settingOf } from '../../tui/bindings.ts'
import { commands } from '../commands/table.ts'
import { reachableAddress } from '../connection/server-address.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { configPath, readConfigFile } from '../settings/config-file.ts'
import { resolveSettings, type Settings } from '../settings/resolve-settings.ts'
import { longFlag, type Row } from '../settings/setting-row.ts'
import { choicesOf, readValue } from '../settings/setting-value.ts'
import { type OptionName, type Options, optionNames, rowOf } from '../settings/table.ts'
import type { Subcommand } from './subcommand.ts'

/** The options merged from flags, environment and config file. An option without a value or default is undefined. */
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
What you type is sent to the room; /help lists the commands. The client leaves at the end of its input, unless
--for sets how long to stay.

Examples:
  chat-client --ip 192.168.1.5 --name Ann --room standup --create
  chat-client --ip 192.168.1.5 --room standup --mic null --speaker null --record --for 1h

Exit codes: 0 normal exit, 1 internal error, 2 wrong usage, 3 cannot connect, 4 refused by the server (name, room or
password), 5 connection lost or server stopped.`

/** The command line of `chat-client`. Prints help, the version or a usage error, and then exits the process. */
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
    // The descriptions in the table already list the accepted words.
    .configureHelp({ optionDescription: ({ description }) => description })
    .configureOutput(commanderOutput)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage))
  for (const flag of options.flatMap(flagsOf)) command.addOption(flag)
  return command
}

/** The settings, with the port taken from the address if it has one. @throws Exit `usage` for an invalid address */
function settingsOf(command: Command): Settings {
  const settings = resolveSettings(command.optsWithGlobals(), process.env, readConfigFile(configPath(), actionSettings))
  const { ip, port } = settings.options
  if (ip === undefined) return settings
  const address = reachableAddress(ip, port)
  if (!address.ok) throw new Exit(exitCodes.usage, address.refusal)
  return { ...settings, options: { ...settings.options, ip: address.value.host, port: address.value.port } }
}

/** Names in the setting `keys` of all actions that can have a key: `mute`, `studio.cut`. */
export const actionSettings: readonly string[] = [
  ...commands.map((command) => settingOf(command, '')),
  ...ownOf(studioCommands, STUDIO_SCOPE),
  ...ownOf(libraryActions, LIBRARY_SCOPE),
]

function ownOf(actions: readonly ActionRow[], scope: string): string[] {
  return actions.filter(({ everywhere }) => !everywhere).map((action) => settingOf(action, scope))
}

/**
 * The flags of a row for commander: none, one, or for a boolean setting also its `--no-` form. They have no default, so
 * that a flag that was given can be told from one that was not.
 */
function flagsOf(name: OptionName): Option[] {
  const row = rowOf(name)
  if (row.flag === 'none') return []
  const long = longFlag(name)
  const short = row.short ? `-${row.short}, ` : ''
  const argument = row.argument ? ` ${row.argument}` : ''
  const flag = new Option(`${short}${long}${argument}`, flagDoc(row)).hideHelp(row.flag === 'hidden')
  if (row.argument) {
    const choices = choicesOf(row)
    if (choices) flag.argChoices = choices
    return [flag.argParser((text: string) => parse(row, text))]
  }
  if (!row.setting) return [flag]
  return [flag, new Option(`--no-${long.slice(2)}`).hideHelp()]
}

/** The help text of a row: its description and default. */
export function flagDoc(row: Row): string {
  const fallback = row.fallbackDoc ?? (row.argument ? row.fallback : undefined)
  return fallback === undefined ? row.doc : `${row.doc} (default: ${fallback})`
}

function parse(row: Row, text: string): unknown {
  const read = readValue(row, text)
  if (!read.ok) throw new InvalidArgumentError(read.refusal)
  return read.value
}
