import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { FRAME_CHOICES } from '../../audio/format.ts'
import { systemClock } from '../../lib/clock.ts'
import { stdout } from '../../lib/output.ts'
import { compiledProgram } from '../../lib/process/host-child.ts'
import { ServerLink } from '../connection/server-link.ts'
import { formatOf } from '../connection/server-voice.ts'
import { Sharing } from '../sharing/sharing.ts'
import { startConversation } from './demo-conversation.ts'

/**
 * `npm run demo`: starts a server, two synthetic people who talk in a room, one of them sharing a screen, and a client
 * that joins them. It needs no microphone and no second machine. Of the arguments after `--`, `--frame` goes to the
 * server and the rest to the client.
 */

const ROOM = 'demo'
const HOST = '127.0.0.1'
const AS_USUAL = { capture: 'auto', fps: undefined, maxWidth: 1920 } as const
const program = (path: string) => fileURLToPath(compiledProgram(path))

const demo = new Command('demo')
  .addOption(new Option('--frame <ms>').choices(FRAME_CHOICES.map(String)))
  .helpOption(false)
  .allowUnknownOption()
  .allowExcessArguments()
  .parse()
const { frame } = demo.opts<{ frame?: string }>()

const server = spawn(
  process.execPath,
  [program('server/main'), '--port', '0', '--host', HOST, '--no-announce', ...(frame ? ['--frame', frame] : [])],
  { stdio: ['ignore', 'pipe', 'inherit'] },
)
process.on('exit', () => server.kill())
const port = await portOf(server.stdout)

const people = await Promise.all(
  ['Ann', 'Bo'].map(async (name) => {
    let sharing: Sharing | null = null
    const link = await ServerLink.open(
      { host: HOST, port, clock: systemClock, log: null, protection: null },
      {
        push: (message) => sharing?.take(message),
        roomForPictures: () => sharing?.roomForPictures(),
        voice() {},
        lost() {},
      },
    )
    const hello = await link.request('hello', { name })
    await link.request('create', { room: ROOM })
    await link.request('join', { room: ROOM })
    const self = () => hello.user
    sharing = new Sharing(AS_USUAL, systemClock, { link: () => link, self, watches: () => false, tell() {} })
    return { link, sharing, format: formatOf(hello) }
  }),
)
const links = people.map(({ link }) => link)
// Ann shares a test picture of a page that types by itself.
await people[0]!.sharing.start({ kind: 'synthetic', pattern: 'typing' })
const stop = await startConversation(systemClock, links, people[0]!.format)

stdout.text(
  'Ann and Bo are talking, and Ann shares a screen. Write to them, or try /view, /record, /stop, /help and /quit.\n',
)
const client = spawn(
  process.execPath,
  [program('client/main'), '--ip', HOST, '--port', String(port), '--room', ROOM, ...demo.args],
  { stdio: 'inherit' },
)
// Ctrl+C reaches the whole process group; the demo ends when its client has ended.
process.on('SIGINT', () => {})
const [code] = (await once(client, 'exit')) as [number | null]
stop()
await people[0]!.sharing.ended()
for (const link of links) link.close()
process.exit(code ?? 1)

/** Reads the server's port from its output. @throws Error if the server did not start */
async function portOf(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: output })) {
    const [, port] = /port \[(\d+)\]/.exec(line) ?? []
    if (port) return Number(port)
  }
  throw new Error('The server did not start')
}
