import { once } from 'node:events'
import { connect } from 'node:net'
import { Command } from 'commander'
import { cleanLine } from '../../lib/text.ts'
import type { CtlQuestion, CtlReply } from './ctl-message.ts'
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

/** ms that a server may take to answer. */
const PATIENCE = 10_000
/** What says that a server is not here, but may be at the next place. */
const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR'])

/** Asks a running server. @throws Error with a sentence for the administrator */
export async function ask(paths: readonly string[], question: CtlQuestion): Promise<CtlReply> {
  if (paths.length === 0) {
    throw new Error(
      'There is no usual place for a ctl socket here: start the server with --ctl, and say the same.',
    )
  }
  for (const path of paths) {
    try {
      return await askAt(path, question)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (ABSENT.has(code)) continue
      if (code === 'EACCES' || code === 'EPERM') {
        throw new Error(`The server at ${path} belongs to another user: run this as that user, or as root.`)
      }
      throw new Error(`The server at ${path} did not answer: ${message}.`)
    }
  }
  throw new Error(
    `No server can be asked at ${paths.join(' or ')}: start it, or say by --port or --ctl which one is meant.`,
  )
}

async function askAt(path: string, question: CtlQuestion): Promise<CtlReply> {
  const socket = connect(path)
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`nothing came for ${PATIENCE / 1_000} s`)))
  await once(socket, 'connect')
  socket.end(`${JSON.stringify(question)}\n`)
  let text = ''
  for await (const piece of socket.setEncoding('utf8')) text += piece
  if (!text.endsWith('\n')) throw new Error('it ended in the middle')
  return JSON.parse(text) as CtlReply
}
