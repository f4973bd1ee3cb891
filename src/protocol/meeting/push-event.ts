import type { Label, LabelFields } from '../labels.ts'
import type { Person, RoomDetails, User } from '../shapes.ts'
import { callEvent } from './call-events.ts'
import type { MeetingEvent } from './meeting-events.ts'

/**
 * Converts a message that the server pushed to an event; null if it is none for a participant. Pure.
 * @param users the people in the room @param at now, ms since 1970
 */
export function pushEvent(message: Label, users: readonly User[], at = 0): MeetingEvent | null {
  switch (message.label) {
    case 'join_room': {
      const { status, room, users: there = [], call } = message
      return status === 'ok' && call !== undefined ? { event: 'joined', room, users: there, call, at } : null
    }
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
        ...(message.key === undefined ? {} : { key: message.key }),
      }
    case 'history_deleted':
      return { event: 'history_deleted', room: message.room, by: message.by }
    case 'removed': {
      const { label: _, id: __, ...removed } = message
      return { event: 'removed', ...removed }
    }
    case 'screen_started':
      return { event: 'screen_started', from: personOf(message.from, users), kind: message.kind }
    case 'screen_stopped':
      return { event: 'screen_stopped', from: personOf(message.from, users) }
    case 'recording': {
      const { label: _, id: __, ...recording } = message
      return { event: 'recording', ...recording }
    }
    case 'record_consent_wanted':
      return { event: 'consent_wanted', room: message.room, by: message.by, recording: message.recording }
    case 'recording_marked':
      return { event: 'recording_marked', by: message.by, text: message.text, at: message.at }
    case 'recorded': {
      const { recording, seconds, problem } = message
      return { event: 'recorded', recording, seconds, ...(problem === undefined ? {} : { problem }) }
    }
    case 'logged_out':
      return { event: 'logged_out', name: message.name, reason: message.reason }
    case 'error':
      // Voice that was on its way when the user was moved out of the room.
      return message.code === 'not_in_a_room' ? null : { event: 'error', text: message.message }
    case 'terminate':
      return { event: 'ended', reason: 'The server is shutting down.' }
    default:
      return callEvent(message, at)
  }
}

/** The rooms of a `list_rooms` message; an old server sends only their names. */
export function roomsOf({ rooms, details }: LabelFields<'list_rooms'>): RoomDetails[] {
  return details ?? rooms.map((room) => ({ room, users: 0, locked: false, temporary: false, said: 0 }))
}

function addressee(id: number | undefined, users: readonly User[]): { to?: Person } {
  if (id === undefined) return {}
  return { to: personOf(id, users) }
}

function personOf(id: number, users: readonly User[]): Person {
  return { id, name: users.find((user) => user.id === id)?.name ?? `User ${id}` }
}
