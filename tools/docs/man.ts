import { flagDoc } from '../../src/client/cli/client-options.ts'
import { commandGroups } from '../../src/client/commands/meeting-command.ts'
import { commands } from '../../src/client/commands/table.ts'
import { longFlag, variableOf } from '../../src/client/settings/setting-row.ts'
import { requirement, valueText } from '../../src/client/settings/setting-value.ts'
import { rowOf, settingNames } from '../../src/client/settings/table.ts'
import { type CommandDescription, withSubcommands } from '../../src/lib/shell/command-line.ts'
import { version } from '../../src/lib/version.ts'
import { studioGroups } from '../../src/studio/commands/studio-command.ts'
import { STUDIO_SCOPE, studioCommands } from '../../src/studio/commands/table.ts'
import { LIBRARY_SCOPE, libraryActions, libraryGroups } from '../../src/studio/library/library-actions.ts'
import type { ActionRow } from '../../src/tui/action.ts'
import { Bindings } from '../../src/tui/bindings.ts'
import { limitEntries } from './limits-table.ts'
import { EXIT_CODES } from './reference-tables.ts'

/** A manual page in the man macros (groff_man(7)). @param parts the sections after the commands, as roff */
export function manualOf(program: CommandDescription, summary: string, parts: readonly string[]): string {
  const [name = ''] = program.words
  return page(name, 1, summary, [
    section('SYNOPSIS', [`.B ${roff(name)}`, '[\\fIoptions\\fR] [\\fIcommand\\fR]']),
    section('OPTIONS', options(program)),
    section(
      'COMMANDS',
      withSubcommands(program)
        .slice(1)
        .flatMap((command) => [
          '.TP',
          `\\fB${roff(command.words.slice(1).join(' '))}\\fR ${roff(command.argument)}`.trimEnd(),
          roff(command.doc),
        ]),
    ),
    ...parts,
  ])
}

/** The keys and typed commands, for chat-client(1). */
export function keysSection(): string {
  const title = 'MEETING KEYS AND COMMANDS'
  return actionsSection(title, commandGroups, commands, new Bindings(commands), '/')
}

/** The keys of the studio, for chat-client(1). */
export function studioKeysSection(): string {
  const bindings = new Bindings(studioCommands, {}, STUDIO_SCOPE)
  return actionsSection('STUDIO KEYS', studioGroups, studioCommands, bindings, '')
}

/** The keys of the list of recordings, for chat-client(1). */
export function libraryKeysSection(): string {
  const bindings = new Bindings(libraryActions, {}, LIBRARY_SCOPE)
  return actionsSection('RECORDING LIST KEYS', libraryGroups, libraryActions, bindings, '')
}

/** A section of the actions of one scene. @param lead the prefix of a typed name, such as a slash */
function actionsSection(
  title: string,
  groups: readonly string[],
  actions: readonly ActionRow[],
  bindings: Bindings,
  lead: string,
): string {
  const rows = groups.flatMap((group) => [
    `.SS ${group}`,
    ...actions
      .filter((action) => action.group === group)
      .flatMap(({ name, argument, help }) => {
        const keys = bindings.keysOf(name)
        const typed = `${lead}${name}${argument ? ` ${argument}` : ''}`
        const head = keys.length > 0 ? `\\fB${roff(keys.join(' '))}\\fR, ${roff(typed)}` : roff(typed)
        return ['.TP', head, roff(help)]
      }),
  ])
  return section(title, rows)
}

/** The names that `--limit` accepts, for chat-server(1). */
export function limitsSection(): string {
  return section(
    'LIMITS',
    limitEntries().flatMap(({ name, doc }) => ['.TP', `\\fB${roff(name)}\\fR`, roff(doc)]),
  )
}

/** The exit codes, for chat-client(1). */
export const EXIT_SECTION = section(
  'EXIT STATUS',
  EXIT_CODES.flatMap(([status, meaning]) => ['.TP', status, roff(meaning)]),
)

/** parlor-config(5). */
export function configManual(): string {
  const rows = settingNames.flatMap((name) => {
    const row = rowOf(name)
    const flag = row.flag === 'none' ? '' : `, flag ${longFlag(name)}`
    return [
      '.TP',
      `\\fB${roff(name)}\\fR`,
      roff(
        `${flagDoc(row)}. ${requirement(row)} Variable ${variableOf(name)}${flag}. Default: ${valueText(row.fallback)}`,
      ),
    ]
  })
  return page('parlor-config', 5, 'settings of chat-client', [
    section('DESCRIPTION', [
      roff(
        'A JSON object, which may contain comments, in $XDG_CONFIG_HOME/parlor/config.json (default: ~/.config/parlor/config.json).',
      ),
      roff(
        'A flag overrides the environment, which overrides the file. An error in the file is reported with its line and column; the rest of the file stays in effect.',
      ),
    ]),
    section('SETTINGS', rows),
    section('SEE ALSO', ['.BR chat-client (1)']),
  ])
}

function options({ options: all }: CommandDescription): string[] {
  return all.flatMap(({ long, short, argument, doc }) => {
    const names = [...(short ? [short] : []), long].map((name) => `\\fB${roff(name)}\\fR`).join(', ')
    return ['.TP', argument ? `${names} \\fI${roff(argument)}\\fR` : names, roff(doc)]
  })
}

function page(name: string, chapter: number, summary: string, sections: readonly string[]): string {
  const head = [
    `.TH ${name.toUpperCase()} ${chapter} "" "Parlor ${version}" "Parlor"`,
    '.SH NAME',
    `${roff(name)} \\- ${roff(summary)}`,
  ]
  return `${[...head, ...sections].join('\n')}\n`
}

/** A section of a page. @param lines roff */
export function section(title: string, lines: readonly string[]): string {
  return [`.SH ${title}`, ...lines].join('\n')
}

/** Text escaped for roff: a backslash, a hyphen, and a dot or quote at the start of a line are special. */
export function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1')
}
