import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanText } from '../../lib/text.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import { Password } from '../accounts/password.ts'
import { RoomHistory } from '../history/room-history.ts'
import { banSentence } from '../moderation/bans.ts'
import { addressGroup } from '../net/addresses.ts'
import type { Room } from '../rooms/room.ts'
import type { Session } from '../session/session.ts'
import type { Handlers } from './handler.ts'
import { moderatorOf } from './moderation-handlers.ts'

/** Handlers of chat. */
export const textHandlers: Handlers<'say'> = {
  say(session, { text: raw, to, key, room: meant }) {
    const room = session.roomOrRefuse()
    if (meant !== undefined && meant !== room.name)
      throw new ProtocolError('not_in_a_room', 'You are in another room now')
    const { participant: sender, context } = session
    const { limits } = context
    if (key !== undefined && sender.lastSaid?.key === key) {
      // Said already, before the connection was lost.
      sender.send(sender.lastSaid)
      return
    }
    // Before the text is looked at, which takes much longer.
    session.quota.say()
    if ([...raw].length > limits.text) {
      throw new ProtocolError('bad_message', `say: the text exceeds ${limits.text} characters`)
    }
    const text = cleanText(raw)
    if (text.trim() === '') throw new ProtocolError('bad_message', 'say: the text is empty')
    session.quota.chargeBroadcast(Buffer.byteLength(text))
    const said = {
      label: 'said',
      from: sender.id,
      name: sender.name,
      text,
      at: room.history?.moment(context.clock.date()) ?? context.clock.date(),
      ...(key === undefined ? {} : { key }),
    } as const
    if (to === undefined) {
      sender.lastSaid = said
      room.say(said)
      return
    }
    const receiver = room.find(to)
    if (!receiver) throw new ProtocolError('no_such_user')
    const whispered = { ...said, to }
    sender.lastSaid = whispered
    sender.send(whispered)
    if (receiver !== sender) receiver.send(whispered)
  },
}

/** Handlers of the history of rooms. */
export const historyHandlers: Handlers<'history' | 'history_delete'> = {
  history(session, { before, limit }) {
    const { history } = session.roomOrRefuse()
    session.quota.history()
    const reader = { name: session.participant.name, address: session.address }
    return history?.page(reader, limit, before) ?? { said: [], more: false }
  },

  history_delete(session) {
    const room = session.roomOrRefuse()
    const by = moderatorOf(session, room)
    session.quota.chargeBroadcast(0)
    room.history?.clear()
    session.context.moderation.historyDeleted(room, by)
    const { id, name } = session.participant
    session.channel.afterReply(() => room.broadcast({ label: 'history_deleted', room: room.name, by: { id, name } }))
    return { status: 'ok' }
  },
}

/** Handlers of rooms. */
export const roomHandlers: Handlers<'list' | 'create' | 'join' | 'quit_room'> = {
  list(session) {
    return session.context.rooms.describe()
  },

  async create(session, { room, password: text, temporary, history: keeps }) {
    const { rooms, voice, histories, slowWork } = session.context
    const checked = rooms.check(room)
    if (!checked.ok) return checked.refusal
    session.quota.create()
    if (text !== undefined) session.authenticator.countNew()
    let history: RoomHistory | null | undefined = keeps === false ? null : undefined
    if (histories && keeps !== false && !temporary) {
      const open = () => histories.of(checked.value, text)
      const file =
        text === undefined ? open() : slowWork.run('hash a new password', addressGroup(session.address), open)
      history = new RoomHistory(rooms.histories, await session.channel.outlast(file))
    }
    const password = text === undefined ? undefined : new Password(text)
    const created = rooms.create(room, { voice, password, temporary, history, maker: session.participant })
    if (!created.ok) {
      history?.close()
      return created.refusal
    }
    const { name } = created.value
    if (password) session.note('password_set', { room: name })
    return { status: 'ok', room: name }
  },

  async join(session, { room: name, password }) {
    const { context } = session
    const { rooms } = context
    const room = rooms.find(name)
    if (!room) return { status: 'room not found', room: name }
    if (room === session.room) return { status: 'room already joined', room: room.name }
    const before = mayEnter(session, room)
    if (!before.ok) return before.refusal
    if (password !== undefined && !room.password) return { ...NO_PASSWORD_HERE, room: room.name }
    if (room.password && !(await session.authenticator.proves(room.password, password))) {
      if (password !== undefined) session.note('wrong_password')
      return { status: 'wrong password', room: room.name }
    }
    // The room may have been removed while the password was checked.
    if (rooms.find(name) !== room) return { status: 'room not found', room: name }
    const after = mayEnter(session, room)
    if (!after.ok) return after.refusal
    if (room.secret) context.calls.joins(session, room)
    else session.enter(room)
    session.channel.afterReply(() => room.sendStateTo(session.participant))
    return { status: 'ok', room: room.name, users: room.users() }
  },

  quit_room(session) {
    const room = session.room
    if (!room) return { status: 'not in a room' }
    session.quit()
    return { status: 'ok', room: room.name }
  },
}

/** A client that expects a private room must not end up in one that anybody can enter, even if it has the same name. */
const NO_PASSWORD_HERE = {
  status: 'wrong password',
  message: 'This room has no password, so it may not be the one you mean; join it without a password to enter it',
} as const

/** Checks bans and whether the room is closed, but not its password. The host and operators may always enter. */
function mayEnter({ participant, address, context }: Session, room: Room): Result<Room, LabelFields<'join_room'>> {
  if (room.secret && !context.calls.mayJoin(participant, room)) {
    throw new ProtocolError('not_allowed', 'This room is for those in the call alone')
  }
  if (participant.operator || room.host === participant) return ok(room)
  const now = context.dates.now()
  const ban = room.bans.find({ name: participant.name, address }, now)
  if (ban) return refused({ status: 'banned', room: room.name, message: banSentence(ban, room.name, now) })
  return room.closed ? refused({ status: 'room locked', room: room.name }) : ok(room)
}
