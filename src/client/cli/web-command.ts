import { systemClock } from '../../lib/clock.ts'
import { openByHand, openerFor, openInBrowser, ownSurroundings } from '../../lib/opener.ts'
import { stderr } from '../../lib/output.ts'
import { cleanLine } from '../../lib/text.ts'
import { readWebFiles, type WebFiles } from '../../lib/web-files.ts'
import { limits } from '../../protocol/limits.ts'
import { protectionOf } from '../connection/protection.ts'
import { ServerLink } from '../connection/server-link.ts'
import { checkVoice } from '../connection/server-voice.ts'
import { openTransport, type TransportOptions } from '../connection/transport.ts'
import { Exit, type ExitCode, exitCodes } from '../exit-codes.ts'
import { Gateway, type GatewayOptions } from '../gateway/gateway.ts'
import { onStopSignal } from './stop-signals.ts'
import type { Call } from './subcommand.ts'

const VERSION = 1
const MAX_PORT = 65_535

/** `chat-client web`: serves the web client on this machine until it is stopped. @throws Exit */
export async function serveWeb({ settings: { options }, flags, print }: Call): Promise<ExitCode> {
  const { ip: host, port } = options
  if (host === undefined) throw new Exit(exitCodes.usage, 'No server address. Name one: --ip ADDRESS')
  const wanted = portOf(flags.listenPort)
  const files = await builtFiles()
  const server = { host, port, clock: systemClock, protection: protectionOf(options, systemClock) }
  const key = await keyOf(server)
  // A server that has TLS is never reached without it from here on.
  const protection = { ...server.protection, ...(key === null ? {} : { tls: true }) }
  let told = ''
  const gateway = await listen(wanted ?? port, wanted === null, {
    clock: systemClock,
    limits,
    files,
    serverKey: key ?? 'no TLS',
    connect: () => openTransport({ ...server, protection }),
    failed: (sentence) => {
      // The page tries again and again.
      if (sentence !== told) stderr.line(cleanLine(sentence))
      told = sentence
    },
  })
  const surroundings = ownSurroundings()
  const tell = (link: string) => {
    for (const line of openByHand(link, gateway.port, surroundings)) print(line)
  }
  const link = gateway.makeLink()
  const opener = openerFor(link, surroundings)
  if (opener && (await openInBrowser(opener, systemClock))) {
    print(`Opened http://127.0.0.1:${gateway.port} in your browser, for the server ${cleanLine(host)} port ${port}.`)
  } else tell(link)
  print('Press Enter for a new link, Ctrl+C to end.')
  if (process.stdin.isTTY) process.stdin.on('data', () => tell(gateway.makeLink()))
  await new Promise<void>((resolve) => onStopSignal(resolve, { once: true }))
  process.stdin.pause()
  await gateway.close()
  return exitCodes.ok
}

/** Connects once, so that a wrong key or a server that cannot be reached is told before a browser opens. */
async function keyOf(server: TransportOptions): Promise<string | null> {
  const link = await ServerLink.open({ ...server, log: null }, { push() {}, voice() {}, lost() {} })
  try {
    for (const notice of link.notices) stderr.line(notice)
    const hello = await link.request('hello', { version: VERSION })
    if (link.fellBack && hello.features?.includes('tls')) {
      throw new Exit(exitCodes.cannotConnect, 'The server did not answer by TLS in time; try again')
    }
    if (hello.version !== VERSION) {
      const text = `The server speaks version ${hello.version} of the protocol, this client version ${VERSION}; use the web page of the server`
      throw new Exit(exitCodes.refused, text)
    }
    const fit = checkVoice(hello, 'auto')
    if (!fit.ok) throw new Exit(exitCodes.refused, fit.refusal)
    return link.fingerprint
  } finally {
    link.close()
  }
}

/** Listens on the port; on another one if it is in use and the user did not ask for it. */
async function listen(port: number, mayChange: boolean, options: GatewayOptions): Promise<Gateway> {
  try {
    return await Gateway.open(port, options)
  } catch (error) {
    if (mayChange && port !== 0) return listen(0, false, options)
    const text = `Cannot listen on port ${port} of this machine: ${(error as Error).message}; try another --listen-port`
    throw new Exit(exitCodes.usage, text)
  }
}

function portOf(text: unknown): number | null {
  if (text === undefined) return null
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= MAX_PORT) return port
  throw new Exit(exitCodes.usage, `--listen-port: not a port: ${cleanLine(String(text))}; use 0 to ${MAX_PORT}`)
}

async function builtFiles(): Promise<WebFiles> {
  try {
    return await readWebFiles()
  } catch (error) {
    throw new Exit(exitCodes.internal, `The web client is not built: ${(error as Error).message}`)
  }
}
