import type { User } from '../protocol/shapes.ts'
import type { MeetingEvent, Person } from './events.ts'

/** What a participant knows of the meeting. */
export interface MeetingState {
  readonly self: Person
  readonly room: string | null
  readonly users: readonly User[]
  /** Ids of those who talk now. */
  readonly speaking: readonly number[]
  readonly muted: boolean
  readonly deafened: boolean
}

export const initialState: MeetingState = {
  self: { id: 0, name: '' },
  room: null,
  users: [],
  speaking: [],
  muted: false,
  deafened: false,
}

const nowhere = { room: null, users: [], speaking: [] } as const

/** The state after an event. Pure. */
export function reduce(state: MeetingState, event: MeetingEvent): MeetingState {
  switch (event.event) {
    case 'connected':
      return { ...state, self: event.self }
    case 'joined':
      return { ...state, ...nowhere, room: event.room, users: event.users }
    case 'left':
    case 'ended':
      return { ...state, ...nowhere }
    case 'users':
      return event.room === state.room ? { ...state, users: event.users } : state
    case 'speaking':
      return event.room === state.room ? { ...state, speaking: event.users } : state
    case 'muted':
      return { ...state, muted: event.on }
    case 'deafened':
      return { ...state, deafened: event.on }
    case 'renamed':
      return { ...state, self: { ...state.self, name: event.name } }
    default:
      return state
  }
}
