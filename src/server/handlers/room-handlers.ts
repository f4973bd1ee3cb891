import { cleanText } from '../../lib/text.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import { limits } from '../../protocol/limits.ts'
import { Password } from '../accounts/password-hash.ts'
import { banSentence } from '../moderation/bans.ts'
import type { Room } from '../rooms/room.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'
/** Chat. */
export const textHandlers: Handlers<'say'> = {
  say(session, { text: raw, to }) {
    const room = session.roomOrRefuse()
    const { participant: sender, context } = session
    if ([...raw].length > limits.text) {
      throw new ProtocolError('bad_message', `say: a text may have ${limits.text} characters at most`)
    }
    const text = cleanText(raw)
    if (text.trim() === '') throw new ProtocolError('bad_message', 'say: the text is empty')
    session.quota.say(Buffer.byteLength(text))
    const said = {
      label: 'said',
      from: sender.id,
      name: sender.name,
      text,
      at: context.clock.date(),
    } as const
    if (to === undefined) {
      room.say(said)
      return
    }
    const receiver = room.find(to)
    if (!receiver) throw new ProtocolError('no_such_user')
    const whispered: Label = { ...said, to }
    sender.send(whispered)
    if (receiver !== sender) receiver.send(whispered)
  },
}

/** Rooms: which there are, and who is in them. */
export const roomHandlers: Handlers<'list' | 'create' | 'join' | 'quit_room'> = {
  list(session) {
    return session.context.rooms.describe()
  },

  async create(session, { room, password: text, temporary }) {
    const { rooms, voice } = session.context
    const refusal = rooms.refusal(room)
    if (refusal) return refusal
    session.quota.create()
    const password = text === undefined ? undefined : await session.outlast(Password.of(text))
    return rooms.create(room, { voice, password, temporary, maker: session.participant })
  },

  async join(session, { room: name, password }) {
    const { rooms } = session.context
    const room = rooms.find(name)
    if (!room) return { status: 'room not found', room: name }
    if (room === session.room) return { status: 'room already joined', room: room.name }
    const barred = whyBarred(session, room)
    if (barred) return barred
    if (room.password && !(await session.proves(room.password, password))) {
      if (password !== undefined) session.note('wrong_password')
      return { status: 'wrong password', room: room.name }
    }
    // It may have gone while the password was looked at.
    if (rooms.find(name) !== room) return { status: 'room not found', room: name }
    const since = whyBarred(session, room)
    if (since) return since
    session.enter(room)
    session.afterReply(() => room.tellNewcomer(session.participant))
    return { status: 'ok', room: room.name, users: room.users() }
  },

  quit_room(session) {
    const room = session.room
    if (!room) return { status: 'not in a room' }
    session.leave()
    return { status: 'ok', room: room.name }
  },
}

/** Why somebody may not go into a room whatever they know; null where they may. Hosts and operators always may. */
function whyBarred({ participant, address, context }: Session, room: Room) {
  if (participant.operator || room.host === participant) return null
  const now = context.clock.date()
  const ban = room.bans.find({ name: participant.name, address }, now)
  const message = ban && banSentence(ban, room.name, now)
  if (message) return { status: 'banned', room: room.name, message } as const
  return room.closed ? ({ status: 'room locked', room: room.name } as const) : null
}
