import { connect, type Socket } from 'node:net'
import { connect as connectSecurely, type TLSSocket } from 'node:tls'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/timeout.ts'
import { fingerprintOf } from '../../protocol/fingerprint.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { serverPlace } from '../store/known-servers.ts'
import { refusalInTheClear } from './refusal-in-the-clear.ts'
import { checkKey, encryptionFor, type Protection } from './server-key.ts'

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
  /** Whether it is in the clear because the server did not answer with TLS. */
  readonly fellBack: boolean
  /** SHA-256 of the server's public key in hex; null without TLS. */
  readonly fingerprint: string | null
  /** Notices for the user about the server's key. */
  readonly notices: readonly string[]
}

/** ms to wait for a connection, including the TLS handshake. */
const CONNECT_PATIENCE = 10_000
/** ms after which a server that leaves a TLS handshake unanswered is taken for one without TLS, unless TLS is required. */
const TLS_PATIENCE = 5_000

/**
 * Connects to a server, with TLS if the server can or `protection` requires it, and checks its key.
 * @throws Exit `cannotConnect` with what to do, or `refused` if the key is wrong or missing
 */
export async function openTransport(options: TransportOptions): Promise<Transport> {
  const { host, port, protection } = options
  const encryption = protection ? encryptionFor(host, port, protection) : 'off'
  if (!protection || encryption === 'off') return openPlain(options, false)
  try {
    return await openEncrypted(options, protection, encryption === 'preferred' ? TLS_PATIENCE : null)
  } catch (error) {
    if (!(error instanceof NoTls)) throw error
    if (encryption === 'preferred') return openPlain(options, true)
    const message = await refusalInTheClear(options)
    if (message === null && error.answered) throw noTls(host, port, protection)
    if (message === null) throw new Exit(exitCodes.cannotConnect, `${host} port ${port} closed the connection`)
    throw new Exit(exitCodes.cannotConnect, `${host} port ${port} refused the connection: ${message}`)
  }
}

async function openPlain(options: TransportOptions, fellBack: boolean): Promise<Transport> {
  const { host, port } = options
  const socket = connect({ host, port, noDelay: true })
  await connected(socket, 'connect', options, null)
  return { socket, encrypted: false, fellBack, fingerprint: null, notices: [] }
}

async function openEncrypted(
  options: TransportOptions,
  protection: Protection,
  tlsPatience: number | null,
): Promise<Transport> {
  const { host, port } = options
  const place = serverPlace(host, port)
  const resumable = protection.sessions.get(place)
  // No authority signs the certificate; its key is checked below, before anything is sent.
  const socket = connectSecurely({
    ...{ host, port, rejectUnauthorized: false, minVersion: 'TLSv1.3' },
    ...(resumable ? { session: resumable.session } : {}),
  })
  let ticket: Buffer | null = null
  // Tickets may arrive while the key is being stored.
  socket.once('session', (session) => {
    ticket = session
  })
  await connected(socket, 'secureConnect', options, tlsPatience)
  socket.setNoDelay(true)
  try {
    // A resumed session holds no certificate, but only the server that proved its key then can resume it.
    const fingerprint = resumable && socket.isSessionReused() ? resumable.fingerprint : presentedKey(socket)
    const notices = await checkKey(host, port, fingerprint, protection)
    if (socket.destroyed) throw new Exit(exitCodes.cannotConnect, `${host} port ${port} closed the connection`)
    const keep = (session: Buffer) => protection.sessions.set(place, { session, fingerprint })
    if (ticket) keep(ticket)
    socket.on('session', keep)
    return { socket, encrypted: true, fellBack: false, fingerprint, notices }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function presentedKey(socket: TLSSocket): string {
  const certificate = socket.getPeerX509Certificate()
  if (!certificate) throw new Exit(exitCodes.refused, 'The server presented no key; nothing was sent')
  return fingerprintOf(certificate)
}

/** The server accepts connections and does not answer a TLS handshake with TLS. */
class NoTls extends Error {
  /** Whether it answered something else. If not, it may be restarting behind a relay, and have TLS again in a moment. */
  readonly answered: boolean

  constructor(answered: boolean) {
    super()
    this.answered = answered
  }
}

/** @param tlsPatience ms for the TLS handshake; null for no limit of its own @throws Exit `cannotConnect`; NoTls */
async function connected(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  { host, port, clock }: TransportOptions,
  tlsPatience: number | null,
): Promise<void> {
  let reached = false
  let cancel: Cancel = () => {}
  const established = new Promise<void>((resolve, reject) => {
    socket.once('connect', () => {
      reached = true
      if (tlsPatience !== null) cancel = clock.after(tlsPatience, () => reject(new NoTls(false)))
    })
    // After connecting, errors are ignored until a Connection listens: a close follows each of them.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reject(reached ? handshakeError(error, host, port) : whyNot(error, host, port))
    })
    socket.once(ready, () => resolve())
  })
  try {
    await withTimeout(clock, CONNECT_PATIENCE, established, () => {
      throw new Exit(exitCodes.cannotConnect, `${host} port ${port} did not answer within 10 s`)
    })
  } catch (error) {
    socket.destroy()
    throw error
  } finally {
    cancel()
  }
}

/** An alert comes from a server that has TLS; anything else is no answer by TLS. */
function handshakeError({ code = '', message }: NodeJS.ErrnoException, host: string, port: number): Error {
  if (!code.includes('_ALERT_')) return new NoTls(code.startsWith('ERR_SSL_'))
  const text = `Cannot connect to ${host} port ${port}: it does not support TLS 1.3 (${message})`
  return new Exit(exitCodes.cannotConnect, text)
}

/** The error for a server that must be encrypted and does not speak TLS. */
function noTls(host: string, port: number, { known }: Protection): Exit {
  const place = serverPlace(host, port)
  if (known.find(place)) {
    return new Exit(
      exitCodes.refused,
      `${place} was encrypted before and is not encrypted now; nothing was sent. Either it was started with --no-tls, or somebody is trying to listen in. If the operator confirms the change: chat-client forget ${place}`,
    )
  }
  return new Exit(
    exitCodes.cannotConnect,
    `Cannot connect to ${host} port ${port}: it does not support TLS 1.3. Start the server without --no-tls, or use --no-tls here on a trusted network`,
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
