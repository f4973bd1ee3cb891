import type { Label } from '../protocol/labels.ts'
import type { MeetingEvent } from './events.ts'

/** What a message means that the server sent unasked; null where it means nothing to a participant. Pure. */
export function pushEvent(message: Label): MeetingEvent | null {
  switch (message.label) {
    case 'room_users':
      return { event: 'users', room: message.room, users: message.users }
    case 'speaking':
      return { event: 'speaking', room: message.room, users: message.users }
    case 'said':
      return {
        event: 'said',
        from: { id: message.from, name: message.name },
        text: message.text,
        at: message.at,
        private: message.to !== undefined,
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
