import type { CallEnding, PersonHere, Presence } from '../call-messages.ts'
import type { Label } from '../labels.ts'
import type { Person } from '../shapes.ts'

/** Events of people, presence and calls. Times are in ms since 1970. */
export type CallEvent =
  /** Everybody on the server; `more`: how many are left out. `asked` when the user asked for the list. */
  | { event: 'people'; people: readonly PersonHere[]; more: number; asked: boolean }
  /** The user's own presence. */
  | { event: 'presence'; presence: Presence; text: string }
  /** Names that the user blocks. */
  | { event: 'blocked'; names: readonly string[] }
  /** The user calls somebody, whom it rings. */
  | { event: 'call_placed'; call: string; to: Person; video: boolean; at: number }
  /** The user invited somebody to their call, whom it rings. `call` is that of the invitation. */
  | { event: 'call_invited'; call: string; to: Person }
  /** Somebody calls, or invites the user to the `room` of a call with others. */
  | {
      event: 'call_ringing'
      call: string
      from: Person
      video: boolean
      room: string | null
      with: readonly Person[]
      at: number
    }
  /** A call or an invitation ended for the user. `text`: why it was declined; `to`: who was called. */
  | { event: 'call_ended'; call: string; reason: CallEnding; text: string; to: Person | null; at: number }
  /** `from.id` is 0 for somebody who is not on the server. */
  | { event: 'call_missed'; from: Person; at: number }
  /** The user has seen their missed calls. */
  | { event: 'calls_seen' }

/** Converts a message that the server pushed to an event of calls; null if it is none. Pure. @param at ms since 1970 */
export function callEvent(message: Label, at: number): CallEvent | null {
  switch (message.label) {
    case 'people':
      return { event: 'people', people: message.people, more: message.more ?? 0, asked: false }
    case 'call_ringing': {
      const { call, from, video = false, room = null, with: others = [] } = message
      return { event: 'call_ringing', call, from, video, room, with: others, at }
    }
    case 'call_ended': {
      const { call, reason, text = '', to = null } = message
      return { event: 'call_ended', call, reason, text, to, at }
    }
    case 'call_missed':
      return { event: 'call_missed', from: message.from, at: message.at }
    default:
      return null
  }
}
