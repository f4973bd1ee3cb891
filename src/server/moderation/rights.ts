import { ProtocolError } from '../../protocol/errors.ts'
import type { Room } from '../rooms/room.ts'
import type { Session } from '../session/session.ts'
import type { Moderator } from './moderation.ts'

const ONLY_THEM = 'Only the host of the room and operators may do this'

/** Somebody as the moderator of the room they are in. @throws ProtocolError `not_in_a_room`, `not_allowed` */
export function moderatorOf(session: Session, room: Room | null): Moderator {
  const { participant, address } = session
  const { name } = participant
  if (participant.operator) return { name, as: 'operator', address }
  if (!room) throw new ProtocolError('not_in_a_room')
  if (room.host === participant) return { name, as: 'host', address }
  throw new ProtocolError('not_allowed', ONLY_THEM)
}

/**
 * Whom somebody wants to moderate: a host those in the room, an operator everybody.
 * @throws ProtocolError `no_such_user`, `not_allowed` (oneself and operators are left alone), `not_in_a_room`
 */
export function targetOf(session: Session, user: number): { target: Session; by: Moderator } {
  const by = moderatorOf(session, session.room)
  const target = session.context.moderation
    .everybody()
    .find((one) => one.participant.id === user && (by.as === 'operator' || one.room === session.room))
  if (!target) throw new ProtocolError('no_such_user')
  if (target === session) throw new ProtocolError('not_allowed', 'You cannot do this to yourself')
  if (target.participant.operator) {
    throw new ProtocolError('not_allowed', 'Operators are moderated at the console of the server alone')
  }
  return { target, by }
}

/** The same for somebody who has to be in a room. @throws as `targetOf`, and `no_such_user` */
export function targetInRoom(session: Session, user: number): { target: Session; by: Moderator } {
  const found = targetOf(session, user)
  if (!found.target.room) throw new ProtocolError('no_such_user', 'They are in no room')
  return found
}
