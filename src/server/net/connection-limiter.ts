import type { Socket } from 'node:net'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { Label } from '../../protocol/labels.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import type { RefusalReason } from '../log/log-events.ts'
import { addressGroup, bareAddress, isOwnMachine } from './addresses.ts'
import type { FdGuard } from './fd-guard.ts'

/** What a connection counts as: a client of the contract, or one with HTTP requests. */
export type ConnectionKind = 'client' | 'page'

/** How many connections of a kind are allowed at the same time. */
export interface Places {
  readonly connections: number
  /** From one address, or one IPv6 network (/64), of another machine. */
  readonly connectionsPerAddress: number
}

export interface Refusal {
  readonly reason: RefusalReason
  /** The message that was sent to it. */
  readonly message: string
}

/** Connections of one kind. */
class Tally {
  /** By address, or by IPv6 network. */
  readonly #inside = new Map<string, number>()
  count = 0

  of(group: string): number {
    return this.#inside.get(group) ?? 0
  }

  add(group: string, change: 1 | -1): void {
    this.count += change
    const left = this.of(group) + change
    if (left > 0) this.#inside.set(group, left)
    else this.#inside.delete(group)
  }
}

const NAMES = { client: 'connections', page: 'page connections' } as const

/**
 * Counts connections, and refuses those over the limit before anything is allocated for them. A new one counts as a client
 * until its first bytes are known; those with HTTP requests have places of their own, so that they take none of clients.
 */
export class ConnectionLimiter {
  readonly #places: Readonly<Record<ConnectionKind, Places>>
  readonly #fdGuard: Pick<FdGuard, 'suffice'>
  readonly #tallies = { client: new Tally(), page: new Tally() }
  readonly #kinds = new Map<Socket, ConnectionKind>()
  readonly #leaving = new Set<Socket>()
  #closed: string | null = null

  constructor(client: Places, fdGuard: Pick<FdGuard, 'suffice'>, page: Places = client) {
    this.#places = { client, page }
    this.#fdGuard = fdGuard
  }

  /** The number of open connections that count as clients. */
  get count(): number {
    return this.#tallies.client.count
  }

  /** Whether all new connections are refused. */
  get closed(): boolean {
    return this.#closed !== null
  }

  /** Refuses all new connections with this message; null accepts them again. */
  closeTo(why: string | null): void {
    this.#closed = why
  }

  /** Counts a connection until it closes. A refused one is sent the reason and closed. @returns the connection */
  receive(socket: Socket): Result<Socket, Refusal> {
    const address = bareAddress(socket.remoteAddress)
    const refusal = this.#refusal(address, 'client')
    if (refusal) {
      this.#sendAway(socket, refusal.message)
      return refused(refusal)
    }
    const group = addressGroup(address)
    this.#kinds.set(socket, 'client')
    this.#tallies.client.add(group, 1)
    socket.once('close', () => {
      this.#tallies[this.#kinds.get(socket)!].add(group, -1)
      this.#kinds.delete(socket)
    })
    return ok(socket)
  }

  /** Counts a connection as another kind from here on. @returns why not; it then counts as before, and is to be closed */
  move(socket: Socket, kind: ConnectionKind): Refusal | null {
    const before = this.#kinds.get(socket)
    if (before === undefined || before === kind) return null
    const address = bareAddress(socket.remoteAddress)
    const refusal = this.#refusal(address, kind)
    if (refusal) return refusal
    this.#kinds.set(socket, kind)
    this.#tallies[before].add(addressGroup(address), -1)
    this.#tallies[kind].add(addressGroup(address), 1)
    return null
  }

  /** Closes the refused connections that have not ended yet. */
  close(): void {
    for (const socket of this.#leaving) socket.destroy()
  }

  #refusal(address: string, kind: ConnectionKind): Refusal | null {
    const { connections, connectionsPerAddress } = this.#places[kind]
    const tally = this.#tallies[kind]
    if (this.#closed !== null) return { reason: 'draining', message: this.#closed }
    if (!this.#fdGuard.suffice()) {
      const message = 'The server has no file descriptors left; try again later'
      return { reason: 'descriptors', message }
    }
    if (tally.count >= connections) {
      const message = `The server has reached its limit of ${connections} ${NAMES[kind]}; try again later`
      return { reason: 'full', message }
    }
    if (tally.of(addressGroup(address)) < connectionsPerAddress || isOwnMachine(address)) return null
    const message = `Your address has reached its limit of ${connectionsPerAddress} ${NAMES[kind]}; close one of them`
    return { reason: 'address', message }
  }

  #sendAway(socket: Socket, message: string): void {
    const error: Label = { label: 'error', code: 'limit', message }
    this.#leaving.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => this.#leaving.delete(socket))
    // Destroyed at once, so that a refused client holds no socket while it sends.
    socket.end(encode(error), () => socket.destroy())
  }
}
