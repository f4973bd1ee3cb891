import { commandGroups } from '../../src/client/commands/meeting-command.ts'
import { commands } from '../../src/client/commands/table.ts'
import { longFlag, variableOf } from '../../src/client/settings/setting-row.ts'
import { valueText } from '../../src/client/settings/setting-value.ts'
import { rowOf, settingNames } from '../../src/client/settings/table.ts'
import type { CommandDescription } from '../../src/lib/shell/command-line.ts'
import { studioGroups } from '../../src/studio/commands/studio-command.ts'
import { STUDIO_SCOPE, studioCommands } from '../../src/studio/commands/table.ts'
import { LIBRARY_SCOPE, libraryActions, libraryGroups } from '../../src/studio/library/library-actions.ts'
import type { ActionRow } from '../../src/tui/action.ts'
import { Bindings } from '../../src/tui/bindings.ts'

/** The options of a program, as a table. */
export function optionsTable({ options }: CommandDescription): string {
  return table(
    ['option', 'meaning'],
    options.map(({ long, short, argument, doc }) => [
      [short, long]
        .filter((name) => name !== null)
        .map((name) => code(name))
        .join(', ') + (argument ? ` ${code(argument)}` : ''),
      doc,
    ]),
  )
}

/** The settings, with what the environment and the command line call them. */
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

/** The keys of the studio, a table a group. */
export function studioKeysTables(): string {
  return sceneKeysTables(studioGroups, studioCommands, STUDIO_SCOPE)
}

/** The keys of the list of recordings, a table a group. */
export function libraryKeysTables(): string {
  return sceneKeysTables(libraryGroups, libraryActions, LIBRARY_SCOPE)
}

function sceneKeysTables(groups: readonly string[], actions: readonly ActionRow[], scope: string): string {
  const bindings = new Bindings(actions, {}, scope)
  return groups
    .map((group) => {
      const rows = actions
        .filter((action) => action.group === group)
        .map(({ name, argument, help }) => [
          bindings.keysOf(name).map(code).join(' '),
          code(`${name}${argument ? ` ${argument}` : ''}`),
          help,
        ])
      return `**${group}**\n\n${table(['key', 'command', 'what it does'], rows)}`
    })
    .join('\n\n')
}

/** The keys and typed commands, a table a group. */
export function keysTables(): string {
  const bindings = new Bindings(commands)
  return commandGroups
    .map((group) => {
      const rows = commands
        .filter((command) => command.group === group)
        .map(({ name, argument, help, screenOnly }) => [
          bindings.keysOf(name).map(code).join(' '),
          screenOnly ? '' : code(`/${name}${argument ? ` ${argument}` : ''}`),
          help,
        ])
      return `**${group}**\n\n${table(['key', 'typed', 'what it does'], rows)}`
    })
    .join('\n\n')
}

/** Text as code. */
export function code(text: string): string {
  return `\`${text}\``
}

/** A Markdown table. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')
}
