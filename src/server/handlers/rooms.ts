import type { Handlers } from './handler.ts'

/** Rooms: which there are, and who is in them. */
export const roomHandlers: Handlers<'list' | 'create' | 'join' | 'quit_room'> = {
  list(session) {
    return session.house.rooms.describe()
  },

  create(session, { room, password, temporary }) {
    const { rooms, voice } = session.house
    return rooms.create(room, { voice, password, temporary })
  },

  join(session, { room: name, password }) {
    const room = session.house.rooms.find(name)
    if (!room) return { status: 'room not found', room: name }
    if (room === session.room) return { status: 'room already joined', room: room.name }
    if (!room.admits(password)) return { status: 'wrong password', room: room.name }
    session.enter(room)
    session.afterReply(() => room.tellRecorders(session.participant))
    return { status: 'ok', room: room.name, users: room.users() }
  },

  quit_room(session) {
    const room = session.room
    if (!room) return { status: 'not in a room' }
    session.leave()
    return { status: 'ok', room: room.name }
  },
}
