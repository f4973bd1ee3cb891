import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { clientProgram } from '../../src/client/cli/client-options.ts'
import { subcommands } from '../../src/client/cli/subcommands.ts'
import { describeCommand } from '../../src/lib/shell/command-line.ts'
import { serverProgram } from '../../src/server/server-options.ts'
import { protocolDocs } from './generate-protocol.ts'
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
  keysTables,
  libraryKeysTables,
  optionsTable,
  settingsTable,
  studioKeysTables,
} from './readme-tables.ts'
import { studioOperations } from './studio-operations.ts'

const ROOT = new URL('..', import.meta.url)

/** The text of every file in the docs that is made from the tables in the code, by its path. */
export function generatedDocs(): Map<string, string> {
  const client = describeCommand(
    clientProgram(subcommands, { join: async () => {}, subcommand: async () => {} }),
  )
  const server = describeCommand(serverProgram())
  const security = readFileSync(new URL('docs/SECURITY.md', ROOT), 'utf8')
  const operation = readFileSync(new URL('docs/OPERATION.md', ROOT), 'utf8')
  const studio = readFileSync(new URL('docs/STUDIO.md', ROOT), 'utf8')
  const readme = readFileSync(new URL('README.md', ROOT), 'utf8')
  return new Map([
    ['docs/PROTOCOL.md', protocolDocs()],
    [
      'docs/man/chat-client.1',
      manualOf(client, 'meet on a local network, in a terminal', [
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
    [
      'docs/OPERATION.md',
      withSections(operation, {
        'commands of ctl': ctlTable(),
        'events of the log': eventsTable(),
        metrics: metricsTable(),
      }),
    ],
    [
      'docs/SECURITY.md',
      withSections(security, { limits: limitsTable(), 'memory of a connection': memoryTable() }),
    ],
    [
      'docs/STUDIO.md',
      withSections(studio, {
        operations: studioOperations(),
        'keys of the list': libraryKeysTables(),
        'keys of the studio': studioKeysTables(),
      }),
    ],
    [
      'README.md',
      withSections(readme, {
        'options of chat-server': optionsTable(server),
        'options of chat-client': optionsTable(client),
        'keys and commands': keysTables(),
        settings: settingsTable(),
      }),
    ],
  ])
}

/**
 * A text with what stands between `<!-- made from the tables: NAME -->` and `<!-- end -->` made anew.
 * @throws Error where a section has no such place.
 */
export function withSections(text: string, sections: Readonly<Record<string, string>>): string {
  let result = text
  for (const [name, content] of Object.entries(sections)) {
    const start = `<!-- made from the tables: ${name} -->`
    const at = result.indexOf(start)
    const end = result.indexOf('<!-- end -->', at)
    if (at < 0 || end < 0) throw new Error(`There is no place for ${name}`)
    result = `${result.slice(0, at + start.length)}\n\n${content}\n\n${result.slice(end)}`
  }
  return result
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  mkdirSync(new URL('docs/man/', ROOT), { recursive: true })
  for (const [path, text] of generatedDocs()) writeFileSync(new URL(path, ROOT), text)
}
