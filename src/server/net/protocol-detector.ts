import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Cancel, Clock } from '../../lib/clock.ts'
import { brokenFraming, ProtocolError } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { bareAddress } from './addresses.ts'
import { type Protocol, readFirstBytes } from './first-bytes.ts'
import type { TlsIdentity } from './tls-identity.ts'

/** How a detected connection came in. */
export interface Arrival {
  readonly encrypted: boolean
  /** When it was opened, or its TLS handshake finished; ms of the monotonic clock. */
  readonly since: number
}

export interface DetectorOptions {
  /** The server's certificate and key; null disables TLS. */
  identity: TlsIdentity | null
  /** Whether the contract is also spoken in the clear. */
  plain: boolean
  clock: Clock
  limits: Pick<Limits, 'handshake' | 'firstAction'>
}

export interface DetectorHandlers {
  /** A client speaks the contract, or has been silent for `firstAction` ms; its first bytes can be read from the socket. */
  lines(socket: Socket, arrival: Arrival): void
  /** A client speaks HTTP, or is a browser; its request can be read from the socket. @param raw the connection itself */
  http(socket: Socket, arrival: Arrival, raw: Socket): void
  /** A client was disconnected, or left, before it was known what it speaks. */
  refused(address: string, reason: string): void
}

/** A connection of which it is not known yet what it speaks. */
interface Stranger {
  readonly socket: Socket
  readonly opened: number
  cancel: Cancel
  /** Ends the wait when the server closes. */
  close: () => void
  /** Why it is refused if its socket closes now. */
  reason: string
}

/**
 * Tells what the client of a new connection speaks by its first bytes, decrypts TLS and looks at the first bytes inside.
 * Each wait has a time limit. A client in the clear is sent a readable `tls_wanted` error where only TLS is allowed, and one with TLS where there is none a `bad_message`.
 */
export class ProtocolDetector {
  readonly #options: DetectorOptions
  readonly #handlers: DetectorHandlers
  readonly #strangers = new Set<Stranger>()

  constructor(options: DetectorOptions, handlers: DetectorHandlers) {
    this.#options = options
    this.#handlers = handlers
  }

  /** Takes a connection from which nothing has been read. */
  receive(socket: Socket): void {
    const stranger: Stranger = {
      ...{ socket, opened: this.#options.clock.now(), cancel: () => {}, close: () => {} },
      reason: 'the connection ended before the client sent anything',
    }
    this.#strangers.add(stranger)
    const address = bareAddress(socket.remoteAddress)
    socket.on('error', () => {})
    socket.once('close', () => {
      if (this.#leave(stranger)) this.#handlers.refused(address, stranger.reason)
    })
    this.#detect(stranger, socket, { encrypted: false, since: stranger.opened })
  }

  /** Passes on the silent clients, so that they are notified, and disconnects those in their TLS handshake. */
  close(): void {
    for (const { close } of [...this.#strangers]) close()
  }

  /** @param socket the connection, or the one inside TLS */
  #detect(stranger: Stranger, socket: Socket, arrival: Arrival): void {
    const { clock, limits, plain } = this.#options
    // Browsers open connections ahead of need. Those must take no place of clients while they are silent.
    if (isBrowser(socket)) {
      this.#pass(stranger, () => this.#handlers.http(socket, arrival, stranger.socket))
      return
    }
    const admits = plain || arrival.encrypted
    const take = (protocol: Protocol) => {
      stranger.cancel()
      if (protocol === 'tls' && !arrival.encrypted) this.#decrypt(stranger)
      else if (protocol === 'http') this.#pass(stranger, () => this.#handlers.http(socket, arrival, stranger.socket))
      else if (admits) this.#pass(stranger, () => this.#handlers.lines(socket, arrival))
      else this.#answer(stranger, new ProtocolError('tls_wanted'), 'the client does not use TLS')
    }
    const stop = readFirstBytes(socket, take)
    const silent = () => {
      stop()
      if (admits) take('lines')
      else this.#refuse(stranger, TOO_LONG)
    }
    const cancelTimer = clock.after(admits ? limits.firstAction : limits.handshake, silent)
    stranger.cancel = () => {
      cancelTimer()
      stop()
    }
    stranger.close = admits ? silent : () => socket.destroy()
  }

  #decrypt(stranger: Stranger): void {
    const { clock, limits, identity } = this.#options
    const { socket } = stranger
    if (!identity) {
      this.#answer(stranger, brokenFraming(NO_TLS_HERE), 'the client uses TLS, which this server does not')
      return
    }
    const left = Math.max(0, stranger.opened + limits.handshake - clock.now())
    stranger.reason = 'the connection ended during the TLS handshake'
    stranger.cancel = clock.after(left, () => this.#refuse(stranger, TOO_LONG))
    stranger.close = () => socket.destroy()
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: identity.context,
      ALPNCallback: ({ protocols }) => (protocols.includes(HTTP) ? HTTP : protocols[0]),
    })
    // OpenSSL's reason, such as `unsupported protocol`, without the location in its source.
    secured.on('error', ({ reason, message }: Error & { reason?: string }) => this.#refuse(stranger, reason ?? message))
    secured.once('secure', () => {
      if (!this.#strangers.has(stranger)) return
      stranger.cancel()
      stranger.reason = 'the connection ended before the client sent anything'
      this.#detect(stranger, secured, { encrypted: true, since: clock.now() })
    })
  }

  #pass(stranger: Stranger, on: () => void): void {
    if (this.#leave(stranger)) on()
  }

  #leave(stranger: Stranger): boolean {
    stranger.cancel()
    return this.#strangers.delete(stranger)
  }

  #refuse(stranger: Stranger, reason: string): void {
    stranger.reason = reason
    stranger.socket.destroy()
  }

  /** Refuses a client with an error that it can read in the clear. */
  #answer(stranger: Stranger, { code, message }: ProtocolError, reason: string): void {
    const { clock, limits } = this.#options
    const { socket } = stranger
    const error: Label = { label: 'error', code, message }
    stranger.reason = reason
    stranger.cancel = clock.after(limits.handshake, () => socket.destroy())
    stranger.close = () => socket.destroy()
    // The rest must be read: closing a socket with unread bytes resets it, and the error would be lost.
    socket.resume()
    socket.end(encode(error))
  }
}

/** What browsers offer in their TLS handshake (RFC 7301), before they send anything. */
const HTTP = 'http/1.1'

function isBrowser(socket: Socket): boolean {
  return socket instanceof TLSSocket && socket.alpnProtocol === HTTP
}

const TOO_LONG = 'the TLS handshake took too long'
const NO_TLS_HERE = 'This server does not use TLS; connect without it (chat-client --no-tls)'
