import type { CallEnding } from '../call-messages.ts'
import type { Person } from '../shapes.ts'
import type { CallEvent } from './call-events.ts'

/** Recent calls that are kept. */
export const MOST_RECENT = 50

export type Ringing = Extract<CallEvent, { event: 'call_ringing' }>

/** A call that is over, or the one in progress. */
export interface RecentCall {
  readonly call: string
  readonly with: Person
  readonly way: 'out' | 'in' | 'missed'
  /** ms since 1970: when it rang; a missed one, when it was missed. */
  readonly at: number
  /** ms of talk; null if it was not answered. */
  readonly talked: number | null
  /** Why it ended; null while it is in progress. */
  readonly reason: CallEnding | null
}

/** What a client knows of its calls. */
export interface CallsState {
  /** Who calls the user, oldest first. */
  readonly ringing: readonly Ringing[]
  /** The call that the user makes, while it rings; null if there is none. */
  readonly placed: Extract<CallEvent, { event: 'call_placed' }> | null
  /** The call in progress; null if none. `since` is ms since 1970. */
  readonly current: { readonly call: string; readonly since: number; readonly video: boolean } | null
  /** Who is rung to join the call in progress. */
  readonly invited: readonly Extract<CallEvent, { event: 'call_invited' }>[]
  /** Newest first, missed ones included. */
  readonly recent: readonly RecentCall[]
  /** Missed calls that the user has not seen yet. */
  readonly unseen: number
  /** The call that ended last: a move to another room that names it is the way back. */
  readonly ended: string | null
}

export const noCalls: CallsState = {
  ringing: [],
  placed: null,
  current: null,
  invited: [],
  recent: [],
  unseen: 0,
  ended: null,
}

/** The calls after an event of them. Pure. */
export function reduceCalls(state: CallsState, event: CallEvent): CallsState {
  switch (event.event) {
    case 'call_placed':
      return { ...state, placed: event }
    case 'call_invited':
      return { ...state, invited: [...state.invited, event] }
    case 'call_ringing':
      return { ...state, ringing: [...withoutRing(state, event.call), event] }
    case 'call_ended':
      return afterEnd(state, event)
    case 'call_missed': {
      const missed = { call: '', with: event.from, way: 'missed', at: event.at } as const
      const recent = withRecent(state, { ...missed, talked: null, reason: null })
      return { ...state, recent, unseen: state.unseen + 1 }
    }
    case 'calls_seen':
      return state.unseen === 0 ? state : { ...state, unseen: 0 }
    default:
      return state
  }
}

/** The calls after the user was moved to the room of a call, or back from it. @param at ms since 1970. Pure. */
export function callJoined(state: CallsState, call: string, room: string, at: number): CallsState {
  if (call === state.ended || call === state.current?.call) return state
  const { placed } = state
  const rang = state.ringing.find((one) => one.call === call || one.room === room)
  const own = placed?.call === call ? placed : null
  const other = own?.to ?? rang?.from
  const entry = other && {
    ...{ call, with: other, way: own ? 'out' : 'in', at: (own ?? rang)!.at, talked: 0, reason: null },
  }
  return {
    ...state,
    ringing: rang ? withoutRing(state, rang.call) : state.ringing,
    placed: own ? null : placed,
    current: { call, since: at, video: (own ?? rang)?.video ?? false },
    invited: [],
    recent: entry ? withRecent(state, entry as RecentCall) : state.recent,
  }
}

/** The calls after the session ended: nothing rings, and the recent ones stay. Pure. */
export function callsLost({ recent, unseen }: CallsState): CallsState {
  return { ...noCalls, recent, unseen }
}

function afterEnd(state: CallsState, event: Extract<CallEvent, { event: 'call_ended' }>): CallsState {
  const { call, reason, at } = event
  const { placed, current } = state
  if (state.invited.some((one) => one.call === call)) {
    return { ...state, invited: state.invited.filter((one) => one.call !== call) }
  }
  if (current?.call === call) {
    const talked = Math.max(0, at - current.since)
    const recent = state.recent.map((one) => (one.call === call ? { ...one, talked, reason } : one))
    return { ...state, recent, current: null, invited: [], ended: call }
  }
  if (placed?.call === call) {
    const entry = { call, with: placed.to, way: 'out', at: placed.at, talked: null, reason } as const
    return { ...state, placed: null, recent: withRecent(state, entry), ended: call }
  }
  const rang = state.ringing.find((one) => one.call === call)
  if (!rang) return state
  // One that was missed is told by an event of its own.
  const isOwn = reason === 'declined' || reason === 'answered elsewhere'
  const entry = { call, with: rang.from, way: 'in', at: rang.at, talked: null, reason } as const
  const recent = isOwn ? withRecent(state, entry) : state.recent
  return { ...state, ringing: withoutRing(state, call), recent, ended: call }
}

function withoutRing({ ringing }: CallsState, call: string): readonly Ringing[] {
  return ringing.filter((one) => one.call !== call)
}

function withRecent({ recent }: CallsState, entry: RecentCall): readonly RecentCall[] {
  return [entry, ...recent].slice(0, MOST_RECENT)
}
