import type { SteadyDate } from '../../lib/steady-date.ts'
import { cleanLine } from '../../lib/text.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { Log } from '../log/log.ts'
import type { ModerationNote } from '../log/log-events.ts'
import { addressGroup, isOwnMachine } from '../net/addresses.ts'
import { type Ban, type BanStore, Bans, covers } from './bans.ts'

/** Who moderates, and in which role; `console` is the operator at the server's machine. */
export interface Moderator {
  readonly name: string
  readonly as: 'operator' | 'host' | 'console'
  /** Their address; null at the console. */
  readonly address: string | null
}

/** A room as moderation sees it. */
export interface ModeratedRoom {
  readonly name: string
  readonly bans: Bans
  broadcast(message: Label): void
  /** Closes the room to everyone but its host and operators, or opens it. */
  setClosed(closed: boolean): void
}

/** A client's session as moderation sees it. */
export interface ModeratedSession {
  readonly participant: {
    readonly id: number
    readonly name: string
    readonly operator: boolean
    send(message: Label): void
  }
  readonly room: ModeratedRoom | null
  /** The client's address. */
  readonly address: string
  /** Takes the client out of its room. */
  leave(): void
  /** Ends the session for good. */
  expel(): void
  /** Mutes or unmutes the client for everyone in its room. */
  muteForAll(muted: boolean): void
  /** Makes the client the host of its room. */
  becomeHost(): void
  /** Makes the client an operator of the server, or revokes that. */
  setOperator(operator: boolean): void
}

export interface ModerationOptions {
  dates: SteadyDate
  /** Sessions with a connection, and sessions without one that may be resumed. */
  sessions: Iterable<ModeratedSession>
  absences: Iterable<ModeratedSession>
  /** Receives an entry per moderation action. */
  log: Log
  /** Stores bans from the server; null: in memory only. */
  store: BanStore | null
  limits: Limits
  /** Somebody was banned from a room or, for null, from the server. */
  banned?(ban: Ban, room: ModeratedRoom | null): void
}

/** How to ban a client. */
export interface BanOrder {
  readonly minutes: number
  readonly reason?: string
  /** Bans the address even if it is shared with others; default: false. */
  readonly withAddress?: boolean
}

/** The subject and parameters of a moderation action. */
interface Circumstances {
  target?: ModeratedSession
  whom?: { name: string }
  room: ModeratedRoom | null
  minutes?: number
  reason?: string
}

const MS_PER_MINUTE = 60_000

/**
 * Performs moderation actions, notifies the users affected, and logs each action. Permissions are checked by the
 * callers: the handlers for clients; everything is allowed at the console.
 */
export class Moderation {
  /** Bans from the server. */
  readonly bans: Bans
  readonly #options: ModerationOptions

  constructor(options: ModerationOptions) {
    const { store, dates, limits } = options
    this.#options = options
    this.bans = new Bans(store && { store, dates }, limits)
  }

  /** All sessions, including those that may be resumed. */
  everybody(): ModeratedSession[] {
    return [...this.#options.sessions, ...this.#options.absences]
  }

  /** Removes a client from its room. @param reason shown to the room */
  kick(target: ModeratedSession, by: Moderator, reason = ''): void {
    this.#note(by, 'kicked', { target, room: target.room, reason })
    this.#remove(target, by, { reason: this.#cleanReason(reason) })
    target.leave()
  }

  /**
   * Bans a client: a host from the room, others from the server. The ban is in force at once.
   * @returns the ban, and whether it is stored
   */
  ban(target: ModeratedSession, by: Moderator, order: BanOrder): { ban: Ban; stored: Promise<boolean> } {
    const { dates } = this.#options
    const { minutes, reason = '', withAddress = false } = order
    const now = dates.now()
    const room = by.as === 'host' ? target.room : null
    const ban: Ban = {
      name: target.participant.name,
      address: this.#addressToBan(target, by, withAddress),
      by: cleanLine(by.name),
      reason: this.#cleanReason(reason),
      until: now + minutes * MS_PER_MINUTE,
    }
    const bans = room?.bans ?? this.bans
    const stored = bans.add(ban, now)
    this.#options.banned?.(ban, room)
    this.#note(by, 'banned', { target, room, minutes, reason })
    for (const session of this.everybody()) {
      const { address, participant } = session
      const meant = session === target || (covers(ban, address) && !participant.operator)
      if (!meant || (room && session.room !== room)) continue
      this.#remove(session, by, { reason: ban.reason, minutes }, room === null)
      if (room) session.leave()
      else session.expel()
    }
    return { ban, stored }
  }

  /**
   * Lifts the bans of a name from a room or, for null, from the server.
   * @returns null when there were none; otherwise whether that is stored
   */
  unban(name: string, room: ModeratedRoom | null, by: Moderator): Promise<boolean> | null {
    const lifted = (room?.bans ?? this.bans).lift(name, this.#options.dates.now())
    if (lifted) this.#note(by, 'unbanned', { whom: { name }, room })
    return lifted
  }

  /** Mutes or unmutes a client for everyone in its room. */
  muteForAll(target: ModeratedSession, muted: boolean, by: Moderator): void {
    target.muteForAll(muted)
    this.#note(by, muted ? 'muted for all' : 'unmuted', { target, room: target.room })
  }

  /** Closes or opens a room. */
  close(room: ModeratedRoom, closed: boolean, by: Moderator): void {
    room.setClosed(closed)
    this.#note(by, closed ? 'closed' : 'opened', { room })
  }

  /** The history of a room was deleted. */
  historyDeleted(room: ModeratedRoom, by: Moderator): void {
    this.#note(by, 'deleted the history', { room })
  }

  /** Makes a client the host of its room; does nothing when it is in none. */
  handOver(target: ModeratedSession, by: Moderator): void {
    const { room } = target
    if (!room) return
    target.becomeHost()
    this.#note(by, 'made host', { target, room })
  }

  /** Makes a client an operator of the server until it leaves, or revokes that. */
  setOperator(target: ModeratedSession, operator: boolean, by: Moderator): void {
    this.#note(by, operator ? 'made operator' : 'revoked operator', { target, room: null })
    target.setOperator(operator)
  }

  /**
   * What to ban of an address: its IPv6 network (/64) or, if that is shared, the address alone; nothing of an address
   * that is shared (such as that of a router with NAT) unless the operator wants it. Never the moderator's own address
   * or one of the server's own machine.
   */
  #addressToBan(target: ModeratedSession, by: Moderator, withAddress: boolean): string | null {
    const { address } = target
    const group = addressGroup(address)
    if (isOwnMachine(address) || address === by.address) return null
    const others = [...this.everybody().filter((one) => one !== target), { address: by.address }]
    const isShared = (part: string) =>
      others.some((one) => one.address !== null && (one.address === part || addressGroup(one.address) === part))
    const isOwnGroup = by.address !== null && addressGroup(by.address) === group
    if (!isShared(group) || (withAddress && !isOwnGroup)) return group
    return !isShared(address) || withAddress ? address : null
  }

  #remove(
    { participant, room }: ModeratedSession,
    { name }: Moderator,
    { reason, minutes }: { reason: string; minutes?: number },
    fromServer = false,
  ): void {
    const removed = {
      label: 'removed',
      user: participant.id,
      name: participant.name,
      by: name,
      ...(room ? { room: room.name } : {}),
      ...(reason === '' ? {} : { reason }),
      ...(minutes === undefined ? {} : { minutes }),
      from: fromServer ? 'server' : 'room',
    } as const
    if (room) room.broadcast(removed)
    else participant.send(removed)
  }

  #note(by: Moderator, deed: ModerationNote['deed'], { target, whom, room, minutes, reason }: Circumstances): void {
    const person = target && { name: target.participant.name, address: target.address }
    const about = person ?? whom
    this.#options.log.write('moderated', {
      ...{ by: by.name, as: by.as, address: by.address, deed },
      ...(about ? { whom: about } : {}),
      ...(room ? { room: room.name } : {}),
      ...(minutes === undefined ? {} : { minutes }),
      ...(reason ? { reason: this.#cleanReason(reason) } : {}),
    })
  }

  /** A reason as one line, truncated to `limits.reason` characters. */
  #cleanReason(reason: string): string {
    return [...cleanLine(reason).trim()].slice(0, this.#options.limits.reason).join('')
  }
}
