import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Clock } from '../../lib/clock.ts'
import { errors } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { bareAddress } from './addresses.ts'
import type { TlsIdentity } from './tls-identity.ts'

/** The first byte of a TLS connection: a handshake record (RFC 8446, section 5.1). No JSON starts with it. */
const HANDSHAKE_RECORD = 22

export interface TlsAcceptorHandlers {
  /** A client finished the handshake; none of its data has been read yet. */
  admitted(socket: TLSSocket): void
  /** A client did not finish it and was disconnected. */
  refused(address: string, reason: string): void
}

/** Whether a connection that starts with these bytes uses TLS. */
export function beginsWithTls(bytes: Uint8Array): boolean {
  return bytes[0] === HANDSHAKE_RECORD
}

/**
 * Runs the TLS handshake of new connections, within a time limit. A client that does not use TLS is sent a readable
 * `tls_wanted` error.
 */
export class TlsAcceptor {
  readonly #identity: TlsIdentity
  readonly #clock: Clock
  readonly #handlers: TlsAcceptorHandlers
  readonly #limits: Limits
  readonly #strangers = new Set<Socket>()

  constructor(identity: TlsIdentity, clock: Clock, handlers: TlsAcceptorHandlers, limits: Limits) {
    this.#identity = identity
    this.#clock = clock
    this.#handlers = handlers
    this.#limits = limits
  }

  /** Starts the handshake of a connection from which nothing has been read. */
  receive(socket: Socket): void {
    this.#strangers.add(socket)
    const address = bareAddress(socket.remoteAddress)
    let reason = 'the connection ended during the TLS handshake'
    const refuse = (why: string) => {
      reason = why
      socket.destroy()
    }
    const cancel = this.#clock.after(this.#limits.handshake, () => refuse('the TLS handshake took too long'))
    const leave = () => {
      cancel()
      return this.#strangers.delete(socket)
    }
    socket.on('error', () => {})
    socket.once('close', () => {
      if (leave()) this.#handlers.refused(address, reason)
    })
    socket.once('readable', () => {
      const bytes: Buffer | null = socket.read()
      if (!bytes) return refuse(reason)
      if (!beginsWithTls(bytes)) {
        reason = 'the client does not use TLS'
        return refuseUnencrypted(socket)
      }
      socket.unshift(bytes)
      const secured = new TLSSocket(socket, { isServer: true, secureContext: this.#identity.context })
      // OpenSSL's reason, such as `unsupported protocol`, without the location in its source.
      secured.on('error', (error: Error & { reason?: string }) => refuse(error.reason ?? error.message))
      secured.once('secure', () => {
        if (leave()) this.#handlers.admitted(secured)
      })
    })
  }

  /** Disconnects all clients that are still in their handshake. */
  close(): void {
    for (const socket of this.#strangers) socket.destroy()
  }
}

function refuseUnencrypted(socket: Socket): void {
  const error: Label = { label: 'error', code: 'tls_wanted', message: errors.tls_wanted.text }
  // The rest must be read: closing a socket with unread bytes resets it, and the error would be lost.
  socket.resume()
  socket.end(encode(error))
}
