import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'
import { bareAddress } from './addresses.ts'
import { ConnectionLimiter, type Places, type Refusal } from './connection-limiter.ts'
import { FdGuard } from './fd-guard.ts'
import { TlsAcceptor } from './tls-acceptor.ts'
import type { TlsIdentity } from './tls-identity.ts'

export interface ListenerOptions {
  /** What the server proves itself with, by TLS; null speaks without. */
  identity: TlsIdentity | null
  /** How many connections there may be. */
  places: Places
  clock: Clock
  /** What is held against clients. */
  limits: Limits
}

export interface ListenerEvents {
  /** Somebody may come in, encrypted where TLS is spoken; nothing of what they say has been read. */
  came(socket: Socket): void
  /** Somebody may not, and was told so. */
  refused(address: string, refusal: Refusal): void
  /** A connection was lost before it was one. */
  failed(error: Error): void
  /** Newcomers are refused, or taken again, because of how many descriptors (`limit` at most) are left. */
  scarce(scarce: boolean, limit: number): void
}

const SOCKET = { allowHalfOpen: true, noDelay: true, keepAlive: true } as const

/** Where connections come from: the port, who is counted at it, and the handshake behind it. */
export class Listener {
  readonly #events: ListenerEvents
  readonly #listener: Server
  readonly #fdGuard: FdGuard
  readonly #connectionLimiter: ConnectionLimiter
  readonly #tlsAcceptor: TlsAcceptor | null

  constructor({ identity, places, clock, limits }: ListenerOptions, events: ListenerEvents) {
    this.#events = events
    this.#tlsAcceptor =
      identity &&
      new TlsAcceptor(
        identity,
        clock,
        {
          admitted: (socket) => events.came(socket),
          refused: (address, message) => events.refused(address, { reason: 'handshake', message }),
        },
        limits,
      )
    this.#fdGuard = new FdGuard((scarce) => events.scarce(scarce, this.#fdGuard.limit))
    this.#connectionLimiter = new ConnectionLimiter(places, this.#fdGuard)
    this.#listener = createServer({ ...SOCKET, keepAliveInitialDelay: limits.keepAlive }, (socket) =>
      this.#receive(socket),
    )
  }

  /**
   * Begins to listen.
   * @param host null for all addresses.
   * @returns the port, which was picked where 0 was asked for.
   * @throws the error of the socket, such as EADDRINUSE.
   */
  async listen(port: number, host: string | null): Promise<number> {
    this.#listener.listen({ port, ...(host === null ? {} : { host }) })
    await once(this.#listener, 'listening')
    // A connection that could not be accepted is lost; the server is not.
    this.#listener.on('error', (error) => this.#events.failed(error))
    return this.#bound?.port ?? port
  }

  /** The address at which it listens, `::` or `0.0.0.0` where at all; null where it does not listen. */
  get address(): string | null {
    return this.#bound?.address ?? null
  }

  /** How many connections there are, those that have not finished the handshake among them. */
  get connections(): number {
    return this.#connectionLimiter.count
  }

  /** Whether newcomers are refused. */
  get closed(): boolean {
    return this.#connectionLimiter.closed
  }

  /** Whether newcomers are refused because no descriptors are left for them. */
  get scarce(): boolean {
    return this.#fdGuard.scarce
  }

  /** Looks whether descriptors are scarce, or no more so; to be called about once a second. */
  poll(): void {
    this.#fdGuard.poll()
  }

  /** Refuses newcomers from now on, and tells them why; null takes them in again. */
  closeTo(why: string | null): void {
    this.#connectionLimiter.closeTo(why)
  }

  /** Listens no more. @returns what resolves when the last connection has ended. */
  async close(): Promise<void> {
    const closed = this.#listener.listening ? once(this.#listener, 'close') : null
    this.#listener.close()
    this.#tlsAcceptor?.close()
    this.#connectionLimiter.close()
    await closed
  }

  get #bound(): AddressInfo | null {
    const address = this.#listener.address()
    return typeof address === 'object' ? address : null
  }

  #receive(socket: Socket): void {
    const refusal = this.#connectionLimiter.receive(socket)
    if (refusal !== null) this.#events.refused(bareAddress(socket.remoteAddress), refusal)
    else if (this.#tlsAcceptor) this.#tlsAcceptor.receive(socket)
    else this.#events.came(socket)
  }
}
