import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import { type Limits, limits } from '../../protocol/limits.ts'
import type { Log } from '../log/log.ts'
import type { ModerationNote } from '../log/log-events.ts'
import { isLoopback } from '../net/addresses.ts'
import type { Room } from '../rooms/room.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { Session } from '../session/session.ts'
import { type Ban, type BanStore, Bans } from './bans.ts'

/** Who moderates, and by which right; `console` is whoever runs the server, at its machine. */
export interface Moderator {
  readonly name: string
  readonly as: 'operator' | 'host' | 'console'
  /** Where they are; null at the console. */
  readonly address: string | null
}

export interface ModerationOptions {
  clock: Clock
  rooms: Rooms
  /** Sessions with a connection, and those without that may come back. */
  sessions: ReadonlySet<Session>
  absences: ReadonlySet<Session>
  /** Takes a line of each thing done. */
  log: Log
  /** Where bans from the server are kept; null keeps them in memory. */
  store?: BanStore | null
  /** Other values than the table's. */
  limits?: Limits
}

/** What one thing that was done concerned. */
interface Circumstances {
  target?: Session
  whom?: { name: string }
  room: Room | null
  minutes?: number
  reason?: string
}

const MS_A_MINUTE = 60_000

/**
 * Does what operators and hosts order, tells those whom it concerns, and writes a line of it. Who may order it is
 * judged before: see `rights.ts` for clients; who is at the console may all.
 */
export class Moderation {
  /** Who is kept away from the server. */
  readonly bans: Bans
  readonly #options: ModerationOptions

  constructor(options: ModerationOptions) {
    this.#options = options
    this.bans = new Bans(options.store ?? null, options.limits)
  }

  /** Everybody who is here or may come back. */
  everybody(): Session[] {
    return [...this.#options.sessions, ...this.#options.absences]
  }

  /** Takes somebody out of the room they are in. */
  kick(target: Session, by: Moderator, reason = ''): void {
    this.#note(by, 'kicked', { target, room: target.room, reason })
    this.#remove(target, by, { reason: cleanReason(reason) })
    target.leave()
  }

  /** Keeps somebody away for so many minutes: a host from the room, others from the server. */
  ban(target: Session, by: Moderator, minutes: number, reason = ''): void {
    const { clock } = this.#options
    const room = by.as === 'host' ? target.room : null
    const shared = isLoopback(target.address) || target.address === by.address
    const ban: Ban = {
      name: target.participant.name,
      address: shared ? null : target.address,
      by: cleanLine(by.name),
      reason: cleanReason(reason),
      until: clock.date() + minutes * MS_A_MINUTE,
    }
    const bans = room?.bans ?? this.bans
    bans.add(ban, clock.date())
    this.#note(by, 'banned', { target, room, minutes, reason })
    for (const session of this.everybody()) {
      const { address, participant } = session
      const meant = session === target || (address === ban.address && !participant.operator)
      if (!meant || (room && session.room !== room)) continue
      this.#remove(session, by, { reason: ban.reason, minutes }, room === null)
      if (room) session.leave()
      else session.expel()
    }
  }

  /** Lifts the bans of a name, of a room or (null) of the server. @returns whether there were any. */
  unban(name: string, room: Room | null, by: Moderator): boolean {
    const lifted = (room?.bans ?? this.bans).lift(name, this.#options.clock.date())
    if (lifted) this.#note(by, 'unbanned', { whom: { name }, room })
    return lifted
  }

  /** Has nobody hear somebody in the room they are in, or lets them be heard again. */
  muteForAll(target: Session, muted: boolean, by: Moderator): void {
    target.room?.muteForAll(target.participant, muted)
    this.#note(by, muted ? 'muted for all' : 'unmuted', { target, room: target.room })
  }

  /** Closes a room to others, or opens it. */
  close(room: Room, closed: boolean, by: Moderator): void {
    this.#options.rooms.setClosed(room, closed)
    this.#note(by, closed ? 'closed' : 'opened', { room })
  }

  /** Makes somebody the host of the room they are in. */
  handOver(target: Session, by: Moderator): void {
    const { room, participant } = target
    if (!room) return
    room.host = participant
    room.usersChanged()
    this.#note(by, 'made host', { target, room })
  }

  /** Somebody proved to be an operator. */
  promote(session: Session): void {
    session.participant.operator = true
    session.room?.usersChanged()
    session.note('operator')
  }

  /** Somebody is an operator no more. */
  demote(session: Session): void {
    session.participant.operator = false
    session.room?.usersChanged()
    session.note('operator_no_more')
  }

  #remove(
    { participant, room }: Session,
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

  #note(
    by: Moderator,
    deed: ModerationNote['deed'],
    { target, whom, room, minutes, reason }: Circumstances,
  ): void {
    const person = target && { name: target.participant.name, address: target.address }
    const about = person ?? whom
    this.#options.log.write('moderated', {
      ...{ by: by.name, as: by.as, deed },
      ...(about ? { whom: about } : {}),
      ...(room ? { room: room.name } : {}),
      ...(minutes === undefined ? {} : { minutes }),
      ...(reason ? { reason: cleanReason(reason) } : {}),
    })
  }
}

function cleanReason(reason: string): string {
  return [...cleanLine(reason).trim()].slice(0, limits.reason).join('')
}
