import { commandGroups } from '../../src/client/commands/meeting-command.ts'
import { commands } from '../../src/client/commands/table.ts'
import { longFlag, variableOf } from '../../src/client/settings/setting-row.ts'
import { valueText } from '../../src/client/settings/setting-value.ts'
import { rowOf, settingNames } from '../../src/client/settings/table.ts'
import { type CommandDescription, type OptionDescription, withSubcommands } from '../../src/lib/shell/command-line.ts'
import { studioGroups } from '../../src/studio/commands/studio-command.ts'
import { STUDIO_SCOPE, studioCommands } from '../../src/studio/commands/table.ts'
import { LIBRARY_SCOPE, libraryActions, libraryGroups } from '../../src/studio/library/library-actions.ts'
import type { ActionRow } from '../../src/tui/action.ts'
import { Bindings } from '../../src/tui/bindings.ts'
import { code, table } from './markdown.ts'

/** The exit codes of chat-client, for docs/cli.md and chat-client(1). */
export const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'normal exit'],
  ['1', 'internal error, or doctor found a problem'],
  ['2', 'wrong usage'],
  ['3', 'cannot connect'],
  ['4', 'refused by the server (name, room or password)'],
  ['5', 'connection lost, or the server ended'],
]

/** The exit codes as a table. */
export function exitCodesTable(): string {
  return table(
    ['code', 'meaning'],
    EXIT_CODES.map(([status, meaning]) => [code(status), meaning]),
  )
}

/** The options of a program, as a table. */
export function optionsTable({ options }: CommandDescription): string {
  return table(
    ['option', 'meaning'],
    options.map((option) => [optionCell(option), option.doc]),
  )
}

/**
 * The subcommands of a program: a table of what each does with the options it takes, then one of the options that the
 * program itself does not have. An option that several subcommands share has one row.
 */
export function subcommandsTables(program: CommandDescription): string {
  const known = new Set(program.options.map(({ long }) => long))
  const all = withSubcommands(program).slice(1)
  const rows = all.map(({ words, argument, doc, options }) => {
    const taken = options.filter(({ long }) => long !== '--help').map(({ long }) => code(long))
    return [code(`${words.join(' ')} ${argument}`.trimEnd()), doc, taken.join(' ')]
  })
  const own = new Map<string, { cell: string; doc: string; commands: string[] }>()
  for (const { words, options } of all) {
    for (const option of options.filter(({ long }) => !known.has(long))) {
      const key = `${option.long} ${option.doc}`
      const entry = own.get(key) ?? { cell: optionCell(option), doc: option.doc, commands: [] }
      entry.commands.push(code(words.slice(1).join(' ')))
      own.set(key, entry)
    }
  }
  const summary = table(['command', 'what it does', 'options'], rows)
  if (own.size === 0) return summary
  const flags = table(
    ['option', 'of', 'meaning'],
    [...own.values()].map(({ cell, doc, commands: of }) => [cell, of.join(' '), doc]),
  )
  return `${summary}\n\nOptions that only subcommands have:\n\n${flags}`
}

function optionCell({ long, short, argument }: OptionDescription): string {
  const names = [short, long].filter((name) => name !== null).map((name) => code(name))
  return names.join(', ') + (argument ? ` ${code(argument)}` : '')
}

/** The settings, with their environment variables and flags. */
export function settingsTable(): string {
  return table(
    ['setting', 'variable', 'flag', 'default', 'meaning'],
    settingNames.map((name) => {
      const row = rowOf(name)
      return [
        code(name),
        code(variableOf(name)),
        row.flag === 'none' ? '' : code(longFlag(name)),
        row.fallback === undefined ? (row.fallbackDoc ?? '') : code(valueText(row.fallback)),
        row.doc,
      ]
    }),
  )
}

/** The keys of the studio, one table per group. */
export function studioKeysTables(): string {
  return sceneKeysTables(studioGroups, studioCommands, STUDIO_SCOPE)
}

/** The keys of the list of recordings, one table per group. */
export function libraryKeysTables(): string {
  return sceneKeysTables(libraryGroups, libraryActions, LIBRARY_SCOPE)
}

function sceneKeysTables(groups: readonly string[], actions: readonly ActionRow[], scope: string): string {
  const bindings = new Bindings(actions, {}, scope)
  return groupTables(groups, 'command', (group) =>
    actions
      .filter((action) => action.group === group)
      .map(({ name, argument, help }) => [
        bindings.keysOf(name).map(code).join(' '),
        code(`${name}${argument ? ` ${argument}` : ''}`),
        help,
      ]),
  )
}

/** The keys and typed commands of a meeting, one table per group. */
export function keysTables(): string {
  const bindings = new Bindings(commands)
  return groupTables(commandGroups, 'typed', (group) =>
    commands
      .filter((command) => command.group === group)
      .map(({ name, argument, help, screenOnly }) => [
        bindings.keysOf(name).map(code).join(' '),
        screenOnly ? '' : code(`/${name}${argument ? ` ${argument}` : ''}`),
        help,
      ]),
  )
}

function groupTables<Group extends string>(
  groups: readonly Group[],
  second: string,
  rowsOf: (group: Group) => readonly (readonly string[])[],
): string {
  return groups.map((group) => `**${group}**\n\n${table(['key', second, 'what it does'], rowsOf(group))}`).join('\n\n')
}
