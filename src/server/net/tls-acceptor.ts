import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Clock } from '../../lib/clock.ts'
import { errors } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { bareAddress } from './addresses.ts'
import type { TlsIdentity } from './tls-identity.ts'

/** The first byte of a connection by TLS: a record of the handshake (RFC 8446, section 5.1). No JSON begins so. */
const HANDSHAKE_RECORD = 22

export interface TlsAcceptorHandlers {
  /** Somebody finished the handshake; nothing of what they say has been read yet. */
  admitted(socket: TLSSocket): void
  /** Somebody did not, and is gone. */
  refused(address: string, reason: string): void
}

/** Whether a connection that begins with these bytes speaks TLS. */
export function beginsWithTls(bytes: Uint8Array): boolean {
  return bytes[0] === HANDSHAKE_RECORD
}

/**
 * Where strangers wait until they have finished the TLS handshake, some seconds at most. One who speaks without TLS is told
 * so in a line that they can read.
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

  /** Takes in a connection of which nothing has been read. */
  receive(socket: Socket): void {
    this.#strangers.add(socket)
    const address = bareAddress(socket.remoteAddress)
    let reason = 'it ended before the TLS handshake did'
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
        reason = 'it speaks without TLS'
        return tellTlsIsWanted(socket)
      }
      socket.unshift(bytes)
      const secured = new TLSSocket(socket, { isServer: true, secureContext: this.#identity.context })
      // OpenSSL's own words, such as `unsupported protocol`, without the places in its source.
      secured.on('error', (error: Error & { reason?: string }) => refuse(error.reason ?? error.message))
      secured.once('secure', () => {
        if (leave()) this.#handlers.admitted(secured)
      })
    })
  }

  /** Sends all away who still wait. */
  close(): void {
    for (const socket of this.#strangers) socket.destroy()
  }
}

function tellTlsIsWanted(socket: Socket): void {
  const error: Label = { label: 'error', code: 'tls_wanted', message: errors.tls_wanted.text }
  // What else was said must be read: a socket that closes on unread bytes takes its last word back.
  socket.resume()
  socket.end(encode(error))
}
