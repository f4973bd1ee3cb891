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
  /** null never encrypts. */
  protection: Protection | null
}

/** A byte stream to a server; nothing has been read or written yet. */
export interface Transport {
  readonly socket: Socket
  readonly encrypted: boolean
  /** SHA-256 of the server's public key in hex; null without TLS. */
  readonly fingerprint: string | null
  /** Notices for the user about the server's key. */
  readonly notices: readonly string[]
}

/** ms to wait for a connection, including the TLS handshake. */
const CONNECT_PATIENCE = 10_000

/**
 * Connects to a server, with TLS if `protection` wants it, and checks its key.
 * @throws Exit `cannotConnect` with what to do, or `refused` if the key is wrong or missing
 */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const { host, port, protection } = options
  if (!protection || !isEncrypted(host, port, protection)) {
    const socket = connect({ host, port, noDelay: true })
    await connected(socket, 'connect', options)
    return { socket, encrypted: false, fingerprint: null, notices: [] }
  }
  // No authority signs the certificate; its key is checked below, before anything is sent.
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
  if (!certificate) throw new Exit(exitCodes.refused, 'The server presented no key; nothing was sent')
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
    // After connecting, errors are ignored until a Connection listens: a close follows each of them.
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

/** The error for a server that accepts connections but does not speak TLS. */
function noTls(host: string, port: number, protection: Protection | null): Exit {
  const place = serverPlace(host, port)
  if (protection?.known.find(place)) {
    return new Exit(
      exitCodes.refused,
      `${place} was encrypted before and is not encrypted now; nothing was sent. Either it was started without --tls, or somebody is trying to listen in. If the operator confirms the change: chat-client forget ${place}`,
    )
  }
  return new Exit(
    exitCodes.cannotConnect,
    `Cannot connect to ${host} port ${port}: it does not support TLS 1.3. Start the server with --tls, or use --no-tls here on a trusted network`,
  )
}

function whyNot(error: NodeJS.ErrnoException, host: string, port: number): Exit {
  return new Exit(exitCodes.cannotConnect, `Cannot connect to ${host} port ${port}: ${reasonOf(error, port)}`)
}

function reasonOf({ code, message }: NodeJS.ErrnoException, port: number): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `connection refused. Is the server running (chat-server --port ${port}), and is the port right?`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'host not found; check the name'
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'host unreachable; check the network and the address'
    case 'ETIMEDOUT':
      return `no answer; does the firewall on the server allow TCP port ${port}?`
    default:
      return message
  }
}
