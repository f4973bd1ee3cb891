import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'
import { bareAddress } from './addresses.ts'
import { Doorkeeper, type Places, type Refusal } from './connection-limiter.ts'
import { Descriptors } from './fd-guard.ts'
import { Entrance } from './tls-acceptor.ts'
import type { Identity } from './tls-identity.ts'

export interface FrontDoorOptions {
  /** What the server proves itself with, by TLS; null speaks without. */
  identity: Identity | null
  /** How many connections there may be. */
  places: Places
  clock: Clock
  /** What is held against clients. */
  limits: Limits
}

export interface FrontDoorEvents {
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
export class FrontDoor {
  readonly #events: FrontDoorEvents
  readonly #listener: Server
  readonly #descriptors: Descriptors
  readonly #doorkeeper: Doorkeeper
  readonly #entrance: Entrance | null

  constructor({ identity, places, clock, limits }: FrontDoorOptions, events: FrontDoorEvents) {
    this.#events = events
    this.#entrance =
      identity &&
      new Entrance(
        identity,
        clock,
        {
          admitted: (socket) => events.came(socket),
          refused: (address, message) => events.refused(address, { reason: 'handshake', message }),
        },
        limits,
      )
    this.#descriptors = new Descriptors((scarce) => events.scarce(scarce, this.#descriptors.limit))
    this.#doorkeeper = new Doorkeeper(places, this.#descriptors)
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
    return this.#doorkeeper.count
  }

  /** Whether newcomers are refused. */
  get closed(): boolean {
    return this.#doorkeeper.closed
  }

  /** Whether newcomers are refused because no descriptors are left for them. */
  get scarce(): boolean {
    return this.#descriptors.scarce
  }

  /** Looks whether descriptors are scarce, or no more so; to be called about once a second. */
  look(): void {
    this.#descriptors.look()
  }

  /** Refuses newcomers from now on, and tells them why; null takes them in again. */
  closeTo(why: string | null): void {
    this.#doorkeeper.closeTo(why)
  }

  /** Listens no more. @returns what resolves when the last connection has ended. */
  async close(): Promise<void> {
    const closed = this.#listener.listening ? once(this.#listener, 'close') : null
    this.#listener.close()
    this.#entrance?.close()
    this.#doorkeeper.close()
    await closed
  }

  get #bound(): AddressInfo | null {
    const address = this.#listener.address()
    return typeof address === 'object' ? address : null
  }

  #receive(socket: Socket): void {
    const refusal = this.#doorkeeper.receive(socket)
    if (refusal !== null) this.#events.refused(bareAddress(socket.remoteAddress), refusal)
    else if (this.#entrance) this.#entrance.receive(socket)
    else this.#events.came(socket)
  }
}
