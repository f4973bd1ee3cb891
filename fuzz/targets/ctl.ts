import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { CtlSocket } from '../../src/server/ctl/ctl-socket.ts'
import { verbs } from '../../src/server/ctl/table.ts'
import { Draining } from '../../src/server/lifecycle/draining.ts'
import type { ServerStatus } from '../../src/server/metrics/server-status.ts'
import { Hosted } from '../../test/server/hosted.ts'
import { scratchFolder } from '../scratch-folder.ts'
import { joined, piecesOf, type Target } from '../target.ts'

const STATUS: ServerStatus = {
  ...{ state: 'open', uptime: 90_061_000, connections: 2, places: 2_000 },
  ...{ rooms: 1, participants: 2, talkers: 1, absent: 0 },
}

/** Commands at the control socket of a server in which two people meet. */
export async function ctl(): Promise<Target> {
  const path = join(scratchFolder(), 'ctl')
  return {
    name: 'ctl',
    doc: 'commands at the control socket',
    examples: verbs.map(({ name, argument = '', flags = [] }) =>
      joined(
        `${JSON.stringify({ verb: name, args: argument.split(' ').filter(Boolean).map(valueFor) })}\n`,
        ...flags.map(({ flag }) => flag),
      ),
    ),
    dictionary: [
      ...verbs.flatMap(({ name, flags = [] }) => [`"${name}"`, ...flags.map(({ flag }) => `,"${flag}"`)]),
      ...[
        '"verb"',
        '"args"',
        '"Ann"',
        '"Bo"',
        '"hello"',
        '"1"',
        '"60"',
        '"add"',
        '"list"',
        '"remove"',
        '"reset"',
        '"on"',
        '"off"',
      ],
      ...[
        '"192.0.2.7"',
        '"::1"',
        '"10.0.0.0/8"',
        '"2001:db8::/64"',
        ',"0"',
        ',"-1"',
        ',"1e9"',
        ',"99999999999999999999"',
      ],
    ],
    run: (input) => ask(path, input),
  }
}

function valueFor(argument: string): string {
  if (/name|person|user|who/.test(argument)) return 'Ann'
  if (/room/.test(argument)) return 'hello'
  return /second|minute|id/.test(argument) ? '5' : 'text'
}

async function ask(path: string, input: Buffer): Promise<string | null> {
  const hosted = new Hosted(null, {}, { accounts: true })
  await hosted.meet('Ann', 'Bo')
  const server = { connections: 2, closeTo: () => {}, status: () => STATUS }
  const end = () => {}
  const running = { context: hosted.context, server, draining: new Draining(server, hosted.clock, end), end }
  const socket = await CtlSocket.at(path, { running, log: hosted.log })
  const client = connect(path)
  await once(client, 'connect')
  let said = ''
  client.setEncoding('utf8').on('data', (piece) => {
    said += piece
  })
  client.on('error', () => {})
  const closed = new Promise((resolve) => client.once('close', resolve))
  for (const piece of piecesOf(input).slice(0, 8)) if (client.writable) client.write(piece)
  client.end()
  await closed
  await socket.close()
  // The verbs may have disconnected people, and a drain waits for the clock.
  await hosted.settle()
  hosted.clock.advance(10_000)
  const failed = hosted.logged.find(([name]) => name === 'failed')
  if (failed) return `a command failed: ${(failed[1] as { message: string }).message}`
  if (!/^\{"ok":(?:true|false),.*\}\n$/.test(said)) return `the answer is no line of JSON: ${said.slice(0, 100)}`
  JSON.parse(said)
  return null
}
