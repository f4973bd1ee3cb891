import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { clientProgram } from '../../src/client/cli/client-options.ts'
import { subcommands } from '../../src/client/cli/subcommands.ts'
import { describeCommand } from '../../src/lib/shell/command-line.ts'
import { serverProgram } from '../../src/server/server-options.ts'
import { callStatesTable, callTransitionsTable } from './calls-table.ts'
import { protocolDocs } from './generate-protocol.ts'
import { importGraph } from './import-graph.ts'
import { limitsTable, memoryTable } from './limits-table.ts'
import {
  configManual,
  EXIT_SECTION,
  keysSection,
  libraryKeysSection,
  limitsSection,
  manualOf,
  section,
  studioKeysSection,
} from './man.ts'
import { ctlTable, eventsTable, metricsTable } from './operation-tables.ts'
import {
  exitCodesTable,
  keysTables,
  libraryKeysTables,
  optionsTable,
  settingsTable,
  studioKeysTables,
  subcommandsTables,
} from './reference-tables.ts'
import { studioOperations } from './studio-operations.ts'

const ROOT = new URL('../../', import.meta.url)

/** The folders of which docs/ARCHITECTURE.md has a picture of the imports. */
export const PICTURED = ['src', 'src/server', 'src/client'] as const

/** The text of every file in the docs that is generated, or has generated sections, by its path. */
export function generatedDocs(): Map<string, string> {
  const client = describeCommand(clientProgram(subcommands, { join: async () => {}, subcommand: async () => {} }))
  const server = describeCommand(serverProgram())
  return new Map([
    ['docs/PROTOCOL.md', protocolDocs()],
    [
      'docs/man/chat-client.1',
      manualOf(client, 'join meeting rooms on a local network from a terminal', [
        keysSection(),
        libraryKeysSection(),
        studioKeysSection(),
        EXIT_SECTION,
        section('SEE ALSO', ['.BR chat-server (1),', '.BR parlor-config (5)']),
      ]),
    ],
    [
      'docs/man/chat-server.1',
      manualOf(server, 'meeting rooms for a local network', [
        limitsSection(),
        section('SEE ALSO', ['.BR chat-client (1)']),
      ]),
    ],
    ['docs/man/parlor-config.5', configManual()],
    fromTables('docs/cli.md', {
      'options of chat-server': optionsTable(server),
      'subcommands of chat-server': subcommandsTables(server),
      'options of chat-client': optionsTable(client),
      'subcommands of chat-client': subcommandsTables(client),
      'exit codes': exitCodesTable(),
    }),
    fromTables('docs/settings.md', { settings: settingsTable() }),
    fromTables('docs/keys.md', { 'keys and commands': keysTables() }),
    fromTables('docs/OPERATION.md', {
      'commands of ctl': ctlTable(),
      'events of the log': eventsTable(),
      metrics: metricsTable(),
    }),
    fromTables('docs/CALLS.md', { 'states of a call': callStatesTable(), 'events of a call': callTransitionsTable() }),
    fromTables('docs/SECURITY.md', { limits: limitsTable(), 'memory of a connection': memoryTable() }),
    fromTables('docs/STUDIO.md', {
      operations: studioOperations(),
      'keys of the list': libraryKeysTables(),
      'keys of the studio': studioKeysTables(),
    }),
    [
      'docs/ARCHITECTURE.md',
      withSections(
        read('docs/ARCHITECTURE.md'),
        Object.fromEntries(PICTURED.map((folder) => [folder, importGraph(fileURLToPath(new URL(folder, ROOT)))])),
        'imports',
      ),
    ],
  ])
}

/**
 * A text with the content of each section `<!-- made from the SOURCE: NAME -->` ... `<!-- end -->` replaced.
 * @throws Error if the text has no section of that name.
 */
export function withSections(text: string, sections: Readonly<Record<string, string>>, source = 'tables'): string {
  let result = text
  for (const [name, content] of Object.entries(sections)) {
    const start = `<!-- made from the ${source}: ${name} -->`
    const at = result.indexOf(start)
    const end = result.indexOf('<!-- end -->', at)
    if (at < 0 || end < 0) throw new Error(`No section for ${name}; add "${start}" and "<!-- end -->"`)
    result = `${result.slice(0, at + start.length)}\n\n${content}\n\n${result.slice(end)}`
  }
  return result
}

function fromTables(path: string, sections: Readonly<Record<string, string>>): [string, string] {
  return [path, withSections(read(path), sections)]
}

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('docs/man/', ROOT), { recursive: true })
  for (const [path, text] of generatedDocs()) writeFileSync(new URL(path, ROOT), text)
}
