import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'
import { bareAddress } from './addresses.ts'
import { type ConnectionKind, ConnectionLimiter, type Places, type Refusal } from './connection-limiter.ts'
import { FdGuard } from './fd-guard.ts'
import { busyAnswer, refuseHttp } from './http-refusal.ts'
import { type Arrival, ProtocolDetector } from './protocol-detector.ts'
import type { TlsIdentity } from './tls-identity.ts'

export interface ListenerOptions {
  /** The server's certificate and key; null disables TLS. */
  identity: TlsIdentity | null
  /** Whether clients may also connect without TLS; default: yes. Without an identity they always may. */
  plain?: boolean
  /** How many connections are allowed. */
  places: Places
  clock: Clock
  /** The limits that hold for clients. */
  limits: Limits
}

export interface ListenerEvents {
  /** A connection of the contract was accepted, decrypted where it uses TLS; its first bytes are still to be read. */
  came(socket: Socket, arrival: Arrival): void
  /**
   * A connection with an HTTP request was accepted, likewise.
   * @param join counts it as a client from here on; returns why not, and it is then to be closed
   */
  http(socket: Socket, arrival: Arrival, join: () => Refusal | null): void
  /** A connection was refused and sent the reason. */
  refused(address: string, refusal: Refusal): void
  /** A connection failed before it was accepted. */
  failed(error: Error): void
  /** New connections are refused, or accepted again, because of the number of free descriptors (of `limit`). */
  scarce(scarce: boolean, limit: number): void
}

const SOCKET = { allowHalfOpen: true, noDelay: true, keepAlive: true } as const

/** Accepts connections: listens on the port, applies the connection limits and detects what each client speaks. */
export class Listener {
  readonly #events: ListenerEvents
  readonly #clock: Clock
  readonly #listener: Server
  readonly #fdGuard: FdGuard
  readonly #connectionLimiter: ConnectionLimiter
  readonly #detector: ProtocolDetector

  constructor({ identity, plain = true, places, clock, limits }: ListenerOptions, events: ListenerEvents) {
    this.#events = events
    this.#detector = new ProtocolDetector(
      { identity, plain: plain || identity === null, clock, limits },
      {
        lines: (socket, arrival) => events.came(socket, arrival),
        http: (socket, arrival, raw) => this.#admitPage(socket, arrival, raw),
        refused: (address, message) => events.refused(address, { reason: 'handshake', message }),
      },
    )
    this.#fdGuard = new FdGuard((scarce) => events.scarce(scarce, this.#fdGuard.limit))
    this.#clock = clock
    this.#connectionLimiter = new ConnectionLimiter(places, this.#fdGuard, {
      connections: limits.pageConnections,
      connectionsPerAddress: limits.pageConnectionsPerAddress,
    })
    this.#listener = createServer({ ...SOCKET, keepAliveInitialDelay: limits.keepAlive }, (socket) =>
      this.#receive(socket),
    )
  }

  /**
   * Starts to listen.
   * @param host null for all addresses.
   * @returns the port in use, also where 0 was requested.
   * @throws the error of the socket, such as EADDRINUSE.
   */
  async listen(port: number, host: string | null): Promise<number> {
    this.#listener.listen({ port, ...(host === null ? {} : { host }) })
    await once(this.#listener, 'listening')
    // A connection that cannot be accepted is lost; the server continues.
    this.#listener.on('error', (error) => this.#events.failed(error))
    return this.#bound?.port ?? port
  }

  /** The address it listens on, `::` or `0.0.0.0` for all; null while it does not listen. */
  get address(): string | null {
    return this.#bound?.address ?? null
  }

  /** The number of open connections of clients, including those in their handshake. */
  get connections(): number {
    return this.#connectionLimiter.count
  }

  /** Whether new connections are refused. */
  get closed(): boolean {
    return this.#connectionLimiter.closed
  }

  /** Whether new connections are refused because descriptors are scarce. */
  get scarce(): boolean {
    return this.#fdGuard.scarce
  }

  /** Checks whether descriptors are scarce; to be called about once a second. */
  poll(): void {
    this.#fdGuard.poll()
  }

  /** Refuses new connections with this message; null accepts them again. */
  closeTo(why: string | null): void {
    this.#connectionLimiter.closeTo(why)
  }

  /** Stops listening. Resolves when the last connection has ended. */
  async close(): Promise<void> {
    const closed = this.#listener.listening ? once(this.#listener, 'close') : null
    this.#listener.close()
    this.#detector.close()
    this.#connectionLimiter.close()
    await closed
  }

  get #bound(): AddressInfo | null {
    const address = this.#listener.address()
    return typeof address === 'object' ? address : null
  }

  #admitPage(socket: Socket, arrival: Arrival, raw: Socket): void {
    const move = (kind: ConnectionKind) => {
      const refusal = this.#connectionLimiter.move(raw, kind)
      if (refusal) this.#events.refused(bareAddress(raw.remoteAddress), refusal)
      return refusal
    }
    const refusal = move('page')
    if (refusal) refuseHttp(socket, this.#clock, busyAnswer(refusal.message))
    else this.#events.http(socket, arrival, () => move('client'))
  }

  #receive(socket: Socket): void {
    const received = this.#connectionLimiter.receive(socket)
    if (!received.ok) this.#events.refused(bareAddress(socket.remoteAddress), received.refusal)
    else this.#detector.receive(socket)
  }
}
