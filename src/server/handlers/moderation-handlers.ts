import type { BanDetails } from '../../protocol/moderation-messages.ts'
import { cleanName } from '../../protocol/names.ts'
import { type Bans, minutesLeft } from '../moderation/bans.ts'
import { moderatorOf, targetInRoom, targetOf } from '../moderation/rights.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'

/** Order in the rooms. */
export const moderationHandlers: Handlers<
  'operate' | 'kick' | 'ban' | 'unban' | 'bans' | 'mute_for_all' | 'lock' | 'hand_over'
> = {
  async operate(session, { token }) {
    const { operatorToken, moderation } = session.context
    if (operatorToken && (await session.proves(operatorToken, token))) {
      session.afterReply(() => moderation.promote(session))
      return { status: 'ok' }
    }
    session.note('wrong_token')
    return { status: 'wrong token' }
  },

  kick(session, { user, reason }) {
    const { target, by } = targetInRoom(session, user)
    session.quota.chargeBroadcast(reason?.length ?? 0)
    session.afterReply(() => session.context.moderation.kick(target, by, reason))
    return { status: 'ok', user }
  },

  ban(session, { user, minutes, reason }) {
    const { target, by } = targetOf(session, user)
    session.quota.chargeBroadcast(reason?.length ?? 0)
    session.afterReply(() => session.context.moderation.ban(target, by, minutes, reason))
    return { status: 'ok', user, minutes }
  },

  unban(session, { name: wanted }) {
    const name = cleanName(wanted) ?? ''
    const by = moderatorOf(session, session.room)
    const room = by.as === 'host' ? session.room : null
    const { moderation } = session.context
    const lifted = moderation.unban(name, room, by)
    const here = by.as === 'operator' && session.room && moderation.unban(name, session.room, by)
    return { status: lifted || here ? 'ok' : 'not banned', name }
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
    session.afterReply(() => session.context.moderation.muteForAll(target, muted, by))
    return { status: 'ok', user, muted }
  },

  lock(session, { locked }) {
    const room = session.roomOrRefuse()
    const by = moderatorOf(session, room)
    session.quota.chargeBroadcast(0)
    session.context.moderation.close(room, locked, by)
    return { status: 'ok', room: room.name, locked }
  },

  hand_over(session, { user }) {
    const { target, by } = targetInRoom(session, user)
    session.quota.chargeBroadcast(0)
    session.afterReply(() => session.context.moderation.handOver(target, by))
    return { status: 'ok', user }
  },
}

function details({ context }: Session, bans: Bans, withAddress: boolean): BanDetails[] {
  const now = context.clock.date()
  return bans.list(now).map((ban) => ({
    name: ban.name,
    ...(withAddress && ban.address !== null ? { address: ban.address } : {}),
    minutes_left: minutesLeft(ban, now),
    by: ban.by,
    reason: ban.reason,
  }))
}
