import { connect, type Socket } from 'node:net'
import { connect as connectSecurely, type TLSSocket } from 'node:tls'
import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { fingerprintOf } from '../../protocol/fingerprint.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { serverPlace } from '../store/known-servers.ts'
import { checkKey, isEncrypted, type Protection } from './server-key.ts'

export interface TransportOptions {
  host: string
  port: number
  clock: Clock
  /** null does not encrypt, whoever the server is. */
  protection: Protection | null
}

/** A byte stream to a server, of which nothing has been read or written yet. */
export interface Transport {
  readonly socket: Socket
  readonly encrypted: boolean
  /** SHA-256 of the server's public key in hex; null without TLS. */
  readonly fingerprint: string | null
  /** What the person should know of the server's key. */
  readonly notices: readonly string[]
}

/** ms that a server may take to accept a connection, encrypted or not. */
const CONNECT_PATIENCE = 10_000

/**
 * Connects to a server, by TLS where it is to be, and makes sure that it is the one it was before.
 * @throws Exit `cannotConnect` with what to do, or `refused` where it is not the right server.
 */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const { host, port, protection } = options
  if (!protection || !isEncrypted(host, port, protection)) {
    const socket = connect({ host, port, noDelay: true })
    await connected(socket, 'connect', options)
    return { socket, encrypted: false, fingerprint: null, notices: [] }
  }
  // Whose certificate it is, nobody but us can tell: by its key, before anything is sent.
  const socket = connectSecurely({ host, port, rejectUnauthorized: false, minVersion: 'TLSv1.3' })
  await connected(socket, 'secureConnect', options)
  socket.setNoDelay(true)
  try {
    const fingerprint = keyOf(socket)
    const notices = await checkKey(host, port, fingerprint, protection)
    if (socket.destroyed)
      throw new Exit(exitCodes.cannotConnect, `${host} port ${port} closed the connection`)
    return { socket, encrypted: true, fingerprint, notices }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function keyOf(socket: TLSSocket): string {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) throw new Exit(exitCodes.refused, 'The server shows no key; nothing was sent')
  return fingerprintOf(certificate)
}

function connected(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  { host, port, clock, protection }: TransportOptions,
): Promise<void> {
  const established = new Promise<void>((resolve, reject) => {
    let reached = false
    const fail = (exit: Exit) => {
      socket.destroy()
      reject(exit)
    }
    socket.once('connect', () => {
      reached = true
    })
    // Once connected nobody hears these, until a Connection does: the close that follows is enough.
    socket.on('error', (error: NodeJS.ErrnoException) =>
      fail(reached ? noTls(host, port, protection) : whyNot(error, host, port)),
    )
    socket.once(ready, () => resolve())
  })
  return withTimeout(clock, CONNECT_PATIENCE, established, () => {
    socket.destroy()
    throw new Exit(exitCodes.cannotConnect, `${host} port ${port} did not answer within 10 s`)
  })
}

/** Somebody answers, and not by TLS. */
function noTls(host: string, port: number, protection: Protection | null): Exit {
  const place = serverPlace(host, port)
  if (protection?.known.find(place)) {
    return new Exit(
      exitCodes.refused,
      `${place} was encrypted when you were there before, and now it is not; nothing was sent. Either it was started without --tls, or somebody in between wants to listen. If whoever runs it says that it may be so: chat-client forget ${place}`,
    )
  }
  return new Exit(
    exitCodes.cannotConnect,
    `Cannot connect to ${host} port ${port}: it does not speak TLS 1.3. Start the server with --tls; or, where the network is to be trusted, say --no-tls here`,
  )
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): Exit {
  return new Exit(exitCodes.cannotConnect, `Cannot connect to ${host} port ${port}: ${reasonOf(error, port)}`)
}

function reasonOf({ code, message }: NodeJS.ErrnoException, port: number): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `nobody listens there. Is the server running (chat-server --port ${port}), and is the port right?`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'there is no host of that name'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'there is no way to that address; check the network and the address'
    case 'ETIMEDOUT':
      return `no answer; does a firewall on the server let TCP port ${port} in?`
    default:
      return message
  }
}
