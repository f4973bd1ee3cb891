import { once } from 'node:events'
import { connect } from 'node:net'
import { Command } from 'commander'
import { commanderOutput, stdout, writeFailure } from '../../lib/output.ts'
import type { CtlQuestion, CtlReply } from './ctl-message.ts'
import { ctlPaths } from './ctl-path.ts'
import { verbs } from './table.ts'
import type { CtlVerb } from './verb.ts'

/** Exit codes of `chat-server ctl`: the server refused the command, and no server could be reached. */
const REFUSED = 1
const CANNOT_CONNECT = 3

interface CtlOptions {
  port: number
  ctl?: string
  json: boolean
}

/**
 * The command `chat-server ctl`, with a subcommand for each verb.
 * @param readPort parses a port; throws commander's InvalidArgumentError
 */
export function ctlCommand(readPort: (text: string) => number, defaultPort: number): Command {
  const command = new Command('ctl')
    .description('control a running server on this machine')
    .option('--port <number>', 'port of the server', readPort, defaultPort)
    .option('--ctl <path>', 'path of its control socket, if it was started with --ctl')
    .option('--json', 'print JSON for scripts', false)
    .helpOption('-h, --help', 'show this help')
    .helpCommand(false)
    .configureOutput(commanderOutput)
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  for (const verb of verbs) command.addCommand(verbCommand(command, verb))
  return command
}

function verbCommand(parent: Command, { name, argument, help, flags = [] }: CtlVerb): Command {
  const command = new Command(name)
    .copyInheritedSettings(parent)
    .description(help)
    .helpOption('-h, --help', 'show this help')
    .action(async () => {
      const given = command.opts<Record<string, boolean>>()
      const chosen = flags.filter(({ flag }) => given[flag.replace('--', '')]).map(({ flag }) => flag)
      process.exitCode = await run(name, [...command.args, ...chosen], parent.opts<CtlOptions>())
      process.exit()
    })
  for (const { flag, help } of flags) command.option(flag, help, false)
  return argument ? command.arguments(argument) : command
}

async function run(verb: string, args: readonly string[], { port, ctl, json }: CtlOptions): Promise<number> {
  const reply = await ask(ctl === undefined ? ctlPaths(port) : [ctl], { verb, args }).catch((error: Error) => error)
  if (reply instanceof Error || !reply.ok) {
    const code = reply instanceof Error ? CANNOT_CONNECT : REFUSED
    writeFailure(code, reply.message, { json })
    return code
  }
  if (json) stdout.json(reply.facts)
  else for (const line of reply.lines) stdout.line(line)
  return 0
}

/** ms to wait for the server's reply. */
const PATIENCE = 10_000
/** Error codes for no server at a path, after which the next path is tried. */
const ABSENT: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTDIR'])

/**
 * Sends a command to a running server.
 * @param paths control sockets to try in order
 * @throws Error with a sentence for the operator when none answers
 */
export async function ask(paths: readonly string[], question: CtlQuestion): Promise<CtlReply> {
  if (paths.length === 0) {
    throw new Error(
      'This system has no default path for the control socket; start the server with --ctl, and give the same path here.',
    )
  }
  for (const path of paths) {
    try {
      return await askAt(path, question)
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (ABSENT.has(code)) continue
      if (code === 'EACCES' || code === 'EPERM') {
        throw new Error(`The server at ${path} belongs to another user; run this as that user or as root.`)
      }
      throw new Error(`The server at ${path} did not answer: ${message}.`)
    }
  }
  throw new Error(`No server is listening at ${paths.join(' or ')}; start it, or select another with --port or --ctl.`)
}

async function askAt(path: string, question: CtlQuestion): Promise<CtlReply> {
  const socket = connect(path)
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`no reply within ${PATIENCE / 1_000} s`)))
  await once(socket, 'connect')
  socket.end(`${JSON.stringify(question)}\n`)
  let text = ''
  for await (const piece of socket.setEncoding('utf8')) text += piece
  if (!text.endsWith('\n')) throw new Error('the reply is incomplete')
  return JSON.parse(text) as CtlReply
}
