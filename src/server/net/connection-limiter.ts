import type { Socket } from 'node:net'
import type { Label } from '../../protocol/labels.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import { bareAddress, isLoopback } from './addresses.ts'
import type { FdGuard } from './fd-guard.ts'

/** How many connections there may be at one time. */
export interface Places {
  readonly connections: number
  /** From one address; this machine's own has no limit of its own. */
  readonly connectionsPerAddress: number
}

/** Why connections are not taken in. */
export const refusalReasons = ['full', 'address', 'descriptors', 'draining', 'handshake'] as const
export type RefusalReason = (typeof refusalReasons)[number]

export interface Refusal {
  readonly reason: RefusalReason
  /** What it was told. */
  readonly message: string
}

/** Counts the connections of a server, and sends away who is too many before anything is made for them. */
export class ConnectionLimiter {
  readonly #places: Places
  readonly #fdGuard: Pick<FdGuard, 'suffice'>
  readonly #inside = new Map<string, number>()
  readonly #leaving = new Set<Socket>()
  #count = 0
  #closed: string | null = null

  constructor(places: Places, fdGuard: Pick<FdGuard, 'suffice'>) {
    this.#places = places
    this.#fdGuard = fdGuard
  }

  /** How many are in. */
  get count(): number {
    return this.#count
  }

  /** Whether nobody is taken in any more. */
  get closed(): boolean {
    return this.#closed !== null
  }

  /** Takes nobody in from now on, and tells why; null takes them in again. */
  closeTo(why: string | null): void {
    this.#closed = why
  }

  /** Takes in a connection until it closes. @returns why not, where it was told so and sent away; null where it is in. */
  receive(socket: Socket): Refusal | null {
    const address = bareAddress(socket.remoteAddress)
    const fromAddress = this.#inside.get(address) ?? 0
    const refusal = this.#refusal(address, fromAddress)
    if (refusal !== null) {
      this.#sendAway(socket, refusal.message)
      return refusal
    }
    this.#count++
    this.#inside.set(address, fromAddress + 1)
    socket.once('close', () => this.#leave(address))
    return null
  }

  /** Lets go of those who are still on their way out. */
  close(): void {
    for (const socket of this.#leaving) socket.destroy()
  }

  #refusal(address: string, fromAddress: number): Refusal | null {
    const { connections, connectionsPerAddress } = this.#places
    if (this.#closed !== null) return { reason: 'draining', message: this.#closed }
    if (!this.#fdGuard.suffice()) {
      const message = 'The server has as many files and connections open as it may; try again later'
      return { reason: 'descriptors', message }
    }
    if (this.#count >= connections) {
      const message = `The server holds ${connections} connections, as many as it may; try again later`
      return { reason: 'full', message }
    }
    if (fromAddress < connectionsPerAddress || isLoopback(address)) return null
    const message = `Your address has ${connectionsPerAddress} connections here, as many as it may; close one of them`
    return { reason: 'address', message }
  }

  #leave(address: string): void {
    this.#count--
    const left = this.#inside.get(address)! - 1
    if (left > 0) this.#inside.set(address, left)
    else this.#inside.delete(address)
  }

  #sendAway(socket: Socket, message: string): void {
    const error: Label = { label: 'error', code: 'limit', message }
    this.#leaving.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => this.#leaving.delete(socket))
    // Closed at once: who is too many does not get the time to say anything either.
    socket.end(encode(error), () => socket.destroy())
  }
}
