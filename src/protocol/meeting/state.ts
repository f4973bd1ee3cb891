import type { PersonHere, Presence } from '../call-messages.ts'
import type { Person, RoomDetails, ShareKind, User } from '../shapes.ts'
import { type CallsState, callJoined, callsLost, noCalls, reduceCalls } from './call-state.ts'
import type { MeetingEvent } from './meeting-events.ts'

/**
 * State of the connection to the server. `retryAt` is ms of the injected clock; `reason` is why the server refused the last
 * attempt, if it did.
 */
export type Link =
  | { readonly status: 'connected'; readonly reason?: undefined }
  | { readonly status: 'waiting'; readonly retryAt: number; readonly attempt: number; readonly reason?: string }
  | { readonly status: 'trying'; readonly reason?: string }

/** A message of the user that the server has not said yet. */
export type Unsaid = Omit<Extract<MeetingEvent, { event: 'saying' }>, 'event'>
export type Removal = Extract<MeetingEvent, { event: 'removed' }>
/** A screen or a camera that can be watched. */
export interface Shared {
  readonly from: Person
  readonly kind: ShareKind
}

/** The client's view of the meeting. */
export interface MeetingState {
  readonly self: Person
  readonly rooms: readonly RoomDetails[]
  readonly room: string | null
  readonly users: readonly User[]
  /** Ids of the people who are talking. */
  readonly speaking: readonly number[]
  /** The shares in the room. */
  readonly shares: readonly Shared[]
  readonly muted: boolean
  readonly deafened: boolean
  /** Gain in dB that the user set for people, by id. */
  readonly volumes: Readonly<Record<number, number>>
  /** Whether the user is an operator of the server. */
  readonly operator: boolean
  /** How the user was last removed from a room; null after joining one. */
  readonly removed: Removal | null
  readonly link: Link
  /** The server's recording of the room and who requested it; null if there is none. */
  readonly tracks: {
    readonly by: Person
    readonly paused: boolean
    /** null from a server that does not tell. */
    readonly recording: string | null
  } | null
  /** Everybody on the server, where the client asked. */
  readonly people: readonly PersonHere[]
  /** The user's own presence. */
  readonly presence: { readonly presence: Presence; readonly text: string }
  readonly calls: CallsState
  /** The user's messages that are not said yet, in order. */
  readonly unsaid: readonly Unsaid[]
  /** Whether older messages of the room can be fetched. */
  readonly olderTexts: boolean
  /** Why the server stopped the user's own recording, until they go on or leave the room; null if it did not. */
  readonly stopped: string | null
}

export const initialState: MeetingState = {
  self: { id: 0, name: '' },
  rooms: [],
  room: null,
  users: [],
  speaking: [],
  shares: [],
  muted: false,
  deafened: false,
  volumes: {},
  operator: false,
  removed: null,
  link: { status: 'connected' },
  tracks: null,
  people: [],
  presence: { presence: 'available', text: '' },
  calls: noCalls,
  unsaid: [],
  olderTexts: false,
  stopped: null,
}

const nowhere = {
  room: null,
  users: [],
  speaking: [],
  shares: [],
  tracks: null,
  stopped: null,
  olderTexts: false,
} as const

/** The state after an event. Pure. */
export function reduce(state: MeetingState, event: MeetingEvent): MeetingState {
  switch (event.event) {
    case 'connected':
      return { ...state, self: event.self }
    case 'rooms':
      return { ...state, rooms: event.rooms }
    case 'activity':
      return { ...state, rooms: withActivity(state.rooms, event.rooms) }
    case 'volume':
      return { ...state, volumes: { ...state.volumes, [event.user]: event.gain_db } }
    case 'joined':
      return {
        ...state,
        ...nowhere,
        room: event.room,
        users: event.users,
        shares: sharesOf(state, event.users),
        tracks: tracksOf(state, event.users),
        stopped: event.room === state.room ? state.stopped : null,
        removed: null,
        ...(event.call === undefined ? {} : { calls: callJoined(state.calls, event.call, event.room, event.at ?? 0) }),
      }
    case 'removed':
      return event.user === state.self.id ? { ...state, ...nowhere, removed: event } : state
    case 'operator':
      return { ...state, operator: true }
    case 'left':
      return { ...state, ...nowhere }
    case 'ended':
      return { ...state, ...nowhere, people: [], calls: callsLost(state.calls) }
    case 'people':
      return { ...state, people: event.people }
    case 'presence':
      return { ...state, presence: { presence: event.presence, text: event.text } }
    case 'call_ended':
      return { ...state, ...(hasLeft(state, event.call) ? nowhere : {}), calls: reduceCalls(state.calls, event) }
    case 'call_placed':
    case 'call_invited':
    case 'call_ringing':
    case 'call_missed':
    case 'calls_seen':
      return { ...state, calls: reduceCalls(state.calls, event) }
    case 'users':
      return event.room === state.room ? { ...state, users: event.users } : state
    case 'speaking':
      return event.room === state.room ? { ...state, speaking: event.users } : state
    case 'screen_started': {
      const { from, kind } = event
      return { ...state, shares: [...sharesWithout(state, from), { from, kind }] }
    }
    case 'screen_stopped':
      return { ...state, shares: sharesWithout(state, event.from) }
    case 'recording':
      return event.tracks ? { ...state, ...afterTracks(state, event) } : state
    case 'lost':
    case 'trying':
      return { ...state, speaking: [], shares: [], link: { status: 'trying', ...reasonOf(state.link) } }
    case 'waiting': {
      const { retry_at: retryAt, attempt } = event
      return { ...state, link: { status: 'waiting', retryAt, attempt, ...reasonOf(event) } }
    }
    case 'reconnected':
      return {
        ...state,
        self: event.self,
        operator: event.resumed && state.operator,
        volumes: event.resumed ? state.volumes : {},
        calls: event.resumed ? state.calls : callsLost(state.calls),
        link: { status: 'connected' },
      }
    case 'history':
      return event.room === state.room ? { ...state, olderTexts: event.more } : state
    case 'history_deleted':
      return { ...state, olderTexts: false }
    case 'saying': {
      const { event: _, ...unsaid } = event
      return { ...state, unsaid: [...state.unsaid, unsaid] }
    }
    case 'said':
      return event.from.id === state.self.id ? { ...state, unsaid: unsaidWithout(state, event.key) } : state
    case 'unsaid':
      return { ...state, unsaid: unsaidWithout(state, event.key) }
    case 'muted':
      return { ...state, muted: event.on }
    case 'deafened':
      return { ...state, deafened: event.on }
    case 'renamed':
    case 'logged_out':
      return { ...state, self: { ...state.self, name: event.name } }
    default:
      return state
  }
}

/** Whether the end of a call takes the user out of the room they are in. */
function hasLeft({ calls }: MeetingState, call: string): boolean {
  return calls.current?.call === call
}

/** An older server does not tell the key of what it says: then it is the message that was sent first. */
function unsaidWithout({ unsaid }: MeetingState, key = unsaid[0]?.key): readonly Unsaid[] {
  return unsaid.some((one) => one.key === key) ? unsaid.filter((one) => one.key !== key) : unsaid
}

function reasonOf({ reason }: { readonly reason?: string | undefined }): { readonly reason?: string } {
  return reason === undefined ? {} : { reason }
}

function sharesWithout({ shares }: MeetingState, person: Person): readonly Shared[] {
  return shares.filter(({ from }) => from.id !== person.id)
}

/** Shares of the people in a room. The server announces them right after the reply to `join`, so they may be known first. */
function sharesOf({ shares }: MeetingState, users: readonly User[]): readonly Shared[] {
  return shares.filter(({ from }) => users.some(({ id, sharing }) => sharing && id === from.id))
}

/** The server's recording after news of it. The end of an earlier one does not end the current one. */
function afterTracks(
  { tracks, self, stopped }: MeetingState,
  { on, by, paused = false, recording, reason }: Extract<MeetingEvent, { event: 'recording' }>,
): Pick<MeetingState, 'tracks' | 'stopped'> {
  if (on) return { tracks: { by, paused, recording: recording ?? null }, stopped: null }
  const another = tracks !== null && recording !== undefined && tracks.recording !== recording
  if (another) return { tracks, stopped }
  return { tracks: null, stopped: reason !== undefined && by.id === self.id ? reason : null }
}

/** The recording of the room that was joined. As with shares, the news of it may come before the reply to `join`. */
function tracksOf({ tracks }: MeetingState, users: readonly User[]): MeetingState['tracks'] {
  return tracks && users.some(({ id, recording }) => recording && id === tracks.by.id) ? tracks : null
}

function withActivity(
  rooms: readonly RoomDetails[],
  active: readonly { room: string; users: number; said: number }[],
): readonly RoomDetails[] {
  const changes = new Map(active.map((one) => [one.room, one]))
  return rooms.map((room) => ({ ...room, ...changes.get(room.room) }))
}
