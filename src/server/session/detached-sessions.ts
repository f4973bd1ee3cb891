import type { Limits } from '../../protocol/limits.ts'
import { addressGroup } from '../net/addresses.ts'
import type { ClientSession } from './client-session.ts'

/**
 * The sessions without a connection that may be resumed, so many in all and per address (IPv6: per /64 network). When there
 * are too many, somebody of the address that holds most gives way, so that one address cannot take the places of others.
 */
export class DetachedSessions implements Iterable<ClientSession> {
  readonly #limits: Limits
  readonly #groups = new Map<string, Set<ClientSession>>()
  #size = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#size
  }

  *[Symbol.iterator](): Iterator<ClientSession> {
    for (const group of this.#groups.values()) yield* group
  }

  /** The session whose participant has that name. */
  named(name: string): ClientSession | undefined {
    for (const session of this) if (session.participant.name === name) return session
    return undefined
  }

  /** Keeps a session; one that has less to lose is ended for it, if there are too many. @returns whether it is kept */
  add(session: ClientSession): boolean {
    if (!this.#makePlace(session)) return false
    const key = addressGroup(session.address)
    this.#groups.set(key, (this.#groups.get(key) ?? new Set()).add(session))
    this.#size++
    return true
  }

  delete(session: ClientSession): void {
    const key = addressGroup(session.address)
    const group = this.#groups.get(key)
    if (!group?.delete(session)) return
    this.#size--
    if (group.size === 0) this.#groups.delete(key)
  }

  #makePlace(session: ClientSession): boolean {
    const { absentSessions, absentPerAddress } = this.#limits
    const own = this.#groups.get(addressGroup(session.address)) ?? new Set()
    const full = this.#size >= absentSessions
    if (!full && own.size < absentPerAddress) return true
    const most = own.size >= absentPerAddress ? own : this.#largest()
    // An address that holds as many as any other makes place among its own.
    const rivals = most.size > own.size + 1 ? [...most] : [...own, session]
    const least = rivals.reduce((one, other) => (outranks(one, other) ? other : one))
    if (least === session) return false
    least.expel()
    return true
  }

  #largest(): ReadonlySet<ClientSession> {
    return [...this.#groups.values()].reduce((one, other) => (other.size > one.size ? other : one), new Set())
  }
}

/**
 * Whether the first session has more to lose: it is in a room, or it has been on the server for longer. A flood of new
 * sessions therefore displaces itself. Ids of participants count up, and are kept over a resumption.
 */
function outranks(one: ClientSession, other: ClientSession): boolean {
  const [inRoom, otherInRoom] = [one.room !== null, other.room !== null]
  return inRoom === otherInRoom ? one.participant.id < other.participant.id : inRoom
}
