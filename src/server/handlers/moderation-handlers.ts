import { ProtocolError } from '../../protocol/errors.ts'
import type { BanDetails } from '../../protocol/moderation-messages.ts'
import { cleanName } from '../../protocol/names.ts'
import { type Bans, minutesLeft } from '../moderation/bans.ts'
import type { ModeratedSession, Moderator } from '../moderation/moderation.ts'
import type { Room } from '../rooms/room.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'

const ADDRESS_BY_OPERATORS = 'Only operators may ban an address that is shared'
const NOT_A_MODERATOR = 'Only the host of the room and operators may do this'

/** The client as a moderator of a room. @throws ProtocolError `not_in_a_room`, or `not_allowed` without that right */
export function moderatorOf(session: Session, room: Room | null): Moderator {
  const { participant, address } = session
  const { name } = participant
  if (participant.operator) return { name, as: 'operator', address }
  if (!room) throw new ProtocolError('not_in_a_room')
  if (room.host === participant) return { name, as: 'host', address }
  throw new ProtocolError('not_allowed', NOT_A_MODERATOR)
}

/**
 * Finds the session to moderate: for a host in their room, for an operator on the whole server.
 * @throws ProtocolError `no_such_user`, `not_in_a_room`, or `not_allowed` for the client itself and for operators
 */
function targetOf(session: Session, user: number): { target: ModeratedSession; by: Moderator } {
  const by = moderatorOf(session, session.room)
  const target = session.context.moderation
    .everybody()
    .find((one) => one.participant.id === user && (by.as === 'operator' || one.room === session.room))
  if (!target) throw new ProtocolError('no_such_user')
  if (target === session) throw new ProtocolError('not_allowed', 'You cannot do this to yourself')
  if (target.participant.operator) {
    throw new ProtocolError('not_allowed', 'Operators can only be moderated at the server console')
  }
  return { target, by }
}

/** As `targetOf`, for a session in a room. @throws as `targetOf`, and `no_such_user` outside a room */
function targetInRoom(session: Session, user: number): { target: ModeratedSession; by: Moderator } {
  const found = targetOf(session, user)
  if (!found.target.room) throw new ProtocolError('no_such_user', 'The user is not in a room')
  return found
}

/** Handlers of moderation by hosts and operators, and of raised hands. */
export const moderationHandlers: Handlers<
  'operate' | 'kick' | 'ban' | 'unban' | 'bans' | 'mute_for_all' | 'lock' | 'hand_over' | 'hand'
> = {
  async operate(session, { token }) {
    const { operatorToken } = session.context
    if (operatorToken && (await session.authenticator.proves(operatorToken, token))) {
      session.channel.afterReply(() => session.setOperator(true))
      return { status: 'ok' }
    }
    session.note('wrong_token')
    return { status: 'wrong token' }
  },

  kick(session, { user, reason }) {
    const { target, by } = targetInRoom(session, user)
    session.quota.chargeBroadcast(reason?.length ?? 0)
    session.channel.afterReply(() => session.context.moderation.kick(target, by, reason))
    return { status: 'ok', user }
  },

  async ban(session, { user, minutes, reason, address }) {
    const { target, by } = targetOf(session, user)
    if (address && by.as === 'host') throw new ProtocolError('not_allowed', ADDRESS_BY_OPERATORS)
    const order = { minutes, withAddress: address === true, ...(reason === undefined ? {} : { reason }) }
    session.quota.chargeBroadcast(reason?.length ?? 0)
    const { stored } = session.context.moderation.ban(target, by, order)
    return { status: 'ok', user, minutes, ...((await stored) ? {} : { stored: false }) }
  },

  async unban(session, { name: wanted }) {
    const name = cleanName(wanted) ?? ''
    const by = moderatorOf(session, session.room)
    const room = by.as === 'host' ? session.room : null
    const { moderation } = session.context
    const lifted = moderation.unban(name, room, by)
    const here = by.as === 'operator' && session.room ? moderation.unban(name, session.room, by) : null
    if (lifted === null && here === null) return { status: 'not banned', name }
    return { status: 'ok', name, ...((await lifted) === false ? { stored: false } : {}) }
  },

  bans(session) {
    const by = moderatorOf(session, session.room)
    const { room } = session
    const all = by.as === 'operator'
    return {
      bans: [
        ...(all ? details(session, session.context.moderation.bans, all) : []),
        ...(room ? details(session, room.bans, all).map((ban) => ({ ...ban, room: room.name })) : []),
      ],
    }
  },

  mute_for_all(session, { user, muted }) {
    const { target, by } = targetInRoom(session, user)
    session.quota.chargeBroadcast(0)
    session.channel.afterReply(() => session.context.moderation.muteForAll(target, muted, by))
    return { status: 'ok', user, muted }
  },

  lock(session, { locked }) {
    const room = session.roomOrRefuse()
    const by = moderatorOf(session, room)
    session.quota.chargeBroadcast(0)
    session.context.moderation.close(room, locked, by)
    return { status: 'ok', room: room.name, locked }
  },

  hand(session, { raised, user }) {
    const room = session.roomOrRefuse()
    const person = user === undefined ? session.participant : room.find(user)
    if (!person) throw new ProtocolError('no_such_user')
    if (person !== session.participant) {
      moderatorOf(session, room)
      if (raised) throw new ProtocolError('not_allowed', 'Nobody can raise the hand of somebody else')
    }
    session.quota.chargeBroadcast(0)
    person.hand = raised
    session.channel.afterReply(() => room.usersChanged())
    return { raised, ...(user === undefined ? {} : { user }) }
  },

  hand_over(session, { user }) {
    const { target, by } = targetInRoom(session, user)
    session.quota.chargeBroadcast(0)
    session.channel.afterReply(() => session.context.moderation.handOver(target, by))
    return { status: 'ok', user }
  },
}

function details({ context }: Session, bans: Bans, withAddress: boolean): BanDetails[] {
  const now = context.dates.now()
  return bans
    .list(now)
    .map((ban) => ({
      name: ban.name,
      ...(withAddress && ban.address !== null ? { address: ban.address } : {}),
      minutes_left: minutesLeft(ban, now),
      by: ban.by,
      reason: ban.reason,
    }))
}
