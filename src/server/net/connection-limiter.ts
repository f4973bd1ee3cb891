import type { Socket } from 'node:net'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { Label } from '../../protocol/labels.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import type { RefusalReason } from '../log/log-events.ts'
import { addressGroup, bareAddress, isOwnMachine } from './addresses.ts'
import type { FdGuard } from './fd-guard.ts'

/** How many connections are allowed at the same time. */
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

/** Counts connections, and refuses those over the limit before anything is allocated for them. */
export class ConnectionLimiter {
  readonly #places: Places
  readonly #fdGuard: Pick<FdGuard, 'suffice'>
  /** By address, or by IPv6 network. */
  readonly #inside = new Map<string, number>()
  readonly #leaving = new Set<Socket>()
  #count = 0
  #closed: string | null = null

  constructor(places: Places, fdGuard: Pick<FdGuard, 'suffice'>) {
    this.#places = places
    this.#fdGuard = fdGuard
  }

  /** The number of open connections. */
  get count(): number {
    return this.#count
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
    const group = addressGroup(address)
    const fromAddress = this.#inside.get(group) ?? 0
    const refusal = this.#refusal(address, fromAddress)
    if (refusal) {
      this.#sendAway(socket, refusal.message)
      return refused(refusal)
    }
    this.#count++
    this.#inside.set(group, fromAddress + 1)
    socket.once('close', () => this.#leave(group))
    return ok(socket)
  }

  /** Closes the refused connections that have not ended yet. */
  close(): void {
    for (const socket of this.#leaving) socket.destroy()
  }

  #refusal(address: string, fromAddress: number): Refusal | null {
    const { connections, connectionsPerAddress } = this.#places
    if (this.#closed !== null) return { reason: 'draining', message: this.#closed }
    if (!this.#fdGuard.suffice()) {
      const message = 'The server has no file descriptors left; try again later'
      return { reason: 'descriptors', message }
    }
    if (this.#count >= connections) {
      const message = `The server has reached its limit of ${connections} connections; try again later`
      return { reason: 'full', message }
    }
    if (fromAddress < connectionsPerAddress || isOwnMachine(address)) return null
    const message = `Your address has reached its limit of ${connectionsPerAddress} connections; close one of them`
    return { reason: 'address', message }
  }

  #leave(group: string): void {
    this.#count--
    const left = this.#inside.get(group)! - 1
    if (left > 0) this.#inside.set(group, left)
    else this.#inside.delete(group)
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
