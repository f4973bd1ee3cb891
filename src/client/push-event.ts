import type { Label, LabelFields } from '../protocol/labels.ts'
import type { RoomDetails, User } from '../protocol/shapes.ts'
import type { MeetingEvent } from './events.ts'

/**
 * What a message means that the server sent unasked; null where it means nothing to a participant. Pure.
 * @param users who is in the room.
 */
export function pushEvent(message: Label, users: readonly User[]): MeetingEvent | null {
  switch (message.label) {
    case 'room_users':
      return { event: 'users', room: message.room, users: message.users }
    case 'speaking':
      return { event: 'speaking', room: message.room, users: message.users }
    case 'list_rooms':
      return { event: 'rooms', rooms: roomsOf(message), asked: false }
    case 'room_activity':
      return { event: 'activity', rooms: message.rooms }
    case 'said':
      return {
        event: 'said',
        from: { id: message.from, name: message.name },
        text: message.text,
        at: message.at,
        private: message.to !== undefined,
        ...addressee(message.to, users),
      }
    case 'removed': {
      const { label: _, id: __, ...removed } = message
      return { event: 'removed', ...removed }
    }
    case 'recording':
      return { event: 'recording', on: message.on, by: message.by }
    case 'error':
      return { event: 'error', text: message.message }
    case 'terminate':
      return { event: 'ended', reason: 'The server is going down.' }
    default:
      return null
  }
}

/** The rooms of a list; an old server gives only their names. */
export function roomsOf({ rooms, details }: LabelFields<'list_rooms'>): RoomDetails[] {
  return details ?? rooms.map((room) => ({ room, users: 0, locked: false, temporary: false, said: 0 }))
}

function addressee(id: number | undefined, users: readonly User[]): { to?: { id: number; name: string } } {
  if (id === undefined) return {}
  return { to: { id, name: users.find((user) => user.id === id)?.name ?? `User ${id}` } }
}
