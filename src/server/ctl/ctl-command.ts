import { Command } from 'commander'
import { cleanLine } from '../../lib/text.ts'
import { ask } from './ctl-client.ts'
import { ctlPaths } from './ctl-path.ts'
import { verbs } from './table.ts'
import type { CtlVerb } from './verb.ts'

/** What `chat-server ctl` ends with where it was understood and not done, and where no server was there to do it. */
const REFUSED = 1
const CANNOT_CONNECT = 3

interface CtlOptions {
  port: number
  ctl?: string
  json: boolean
}

/**
 * `chat-server ctl`, with a command for each verb of the table.
 * @param readPort reads a port that was typed, or throws as commander wants it.
 */
export function ctlCommand(readPort: (text: string) => number, defaultPort: number): Command {
  const command = new Command('ctl')
    .description('ask or tell a running server of this machine something')
    .option('--port <number>', 'the port of the server that is meant', readPort, defaultPort)
    .option('--ctl <path>', 'its ctl socket, where it was started with one')
    .option('--json', 'print JSON for scripts', false)
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  for (const verb of verbs) command.addCommand(verbCommand(command, verb))
  return command
}

function verbCommand(parent: Command, { name, argument, help }: CtlVerb): Command {
  const command = new Command(name)
    .copyInheritedSettings(parent)
    .description(help)
    .helpOption('-h, --help', 'show this help')
    .action(async () => {
      process.exitCode = await run(name, command.args, parent.opts<CtlOptions>())
      process.exit()
    })
  return argument ? command.arguments(argument) : command
}

async function run(verb: string, args: readonly string[], { port, ctl, json }: CtlOptions): Promise<number> {
  const reply = await ask(ctl === undefined ? ctlPaths(port) : [ctl], { verb, args }).catch(
    (error: Error) => error,
  )
  if (reply instanceof Error || !reply.ok) {
    process.stderr.write(`${cleanLine(reply.message)}\n`)
    return reply instanceof Error ? CANNOT_CONNECT : REFUSED
  }
  if (json) process.stdout.write(`${JSON.stringify(reply.facts)}\n`)
  else for (const line of reply.lines) process.stdout.write(`${cleanLine(line)}\n`)
  return 0
}
