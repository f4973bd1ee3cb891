import type { CallEnding } from '../../protocol/call-messages.ts'

/** The states of a call, with what each means. */
export const callStates = {
  ringing: 'it rings on every session of the callee',
  'caller lost': 'it rings, and the connection of the caller is lost',
  connected: 'those in the call are in its room',
  interrupted: 'as `connected`, and the connection of somebody in it is lost',
  ended: 'it is over; all of its events come too late',
} as const
export type CallState = keyof typeof callStates

/** What can happen to a call. */
export const callEvents = {
  accept: 'the callee accepts it, calls the caller as well, or joins the room they were invited to',
  decline: 'the callee declines it',
  'take back': 'the caller takes it back, leaves the server, or hangs up the call that they invite to',
  'callee gone': 'the last session of the callee has ended',
  'no answer': 'it has rung for as long as it may',
  lost: 'the connection of somebody in it is lost, and may be resumed',
  back: 'the connections of all in it are there again',
  expired:
    'a lost connection was not resumed in time, or cannot be, and fewer than two people remain or it still rings',
  'hang up': 'somebody leaves it, and fewer than two people remain',
} as const
export type CallEvent = keyof typeof callEvents

/** What an event does to a call. */
export interface Transition {
  readonly to: CallState
  /** Both are moved to the room of the call, and other sessions of the callee stop ringing. */
  readonly opens?: true
  /** The callee is told that they missed it. */
  readonly missed?: true
  /** What everybody is told, where it ends. */
  readonly reason?: CallEnding
}

const ended = (reason: CallEnding): Transition => ({ to: 'ended', reason })
const missed = (reason: CallEnding): Transition => ({ ...ended(reason), missed: true })

/** Events that end a call in the same way whether or not the caller is connected. */
const whileRinging = {
  decline: ended('declined'),
  'take back': missed('cancelled'),
  'callee gone': missed('connection lost'),
  'no answer': missed('no answer'),
} as const

/** Every event in every state; null where it changes nothing. `docs/CALLS.md` is generated from it. */
export const transitions: Readonly<Record<CallState, Readonly<Record<CallEvent, Transition | null>>>> = {
  ringing: {
    ...whileRinging,
    accept: { to: 'connected', opens: true },
    lost: { to: 'caller lost' },
    back: null,
    expired: missed('connection lost'),
    'hang up': null,
  },
  'caller lost': {
    ...whileRinging,
    accept: { to: 'interrupted', opens: true },
    lost: null,
    back: { to: 'ringing' },
    expired: missed('connection lost'),
    'hang up': null,
  },
  connected: {
    accept: null,
    decline: null,
    'take back': null,
    'callee gone': null,
    'no answer': null,
    lost: { to: 'interrupted' },
    back: null,
    expired: ended('connection lost'),
    'hang up': ended('hung up'),
  },
  interrupted: {
    accept: null,
    decline: null,
    'take back': null,
    'callee gone': null,
    'no answer': null,
    lost: null,
    back: { to: 'connected' },
    expired: ended('connection lost'),
    'hang up': ended('hung up'),
  },
  ended: {
    accept: null,
    decline: null,
    'take back': null,
    'callee gone': null,
    'no answer': null,
    lost: null,
    back: null,
    expired: null,
    'hang up': null,
  },
}

/** Whether a call still rings. */
export function isRinging(state: CallState): boolean {
  return state === 'ringing' || state === 'caller lost'
}
