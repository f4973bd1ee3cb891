import { type Static, Type } from '@sinclair/typebox'
import { limits } from './limits.ts'
import { oneOf, Person, UserId } from './shapes.ts'
import { type ActionEntry, action, type Entry, label } from './vocabulary-entry.ts'

/** What people say of themselves. Nobody who asks not to be disturbed is rung. */
export const presences = ['available', 'busy', 'away', 'do not disturb'] as const
export type Presence = (typeof presences)[number]

/** Why a call ended. */
export const callEndings = [
  'hung up',
  'declined',
  'no answer',
  'cancelled',
  'answered elsewhere',
  'connection lost',
  'busy',
] as const
export type CallEnding = (typeof callEndings)[number]

/** Why somebody is not rung. */
export const callRefusals = ['busy', 'do not disturb', 'not here', 'too many'] as const
export type CallRefusal = (typeof callRefusals)[number]

const CallId = Type.String({ maxLength: 32 })
const PresenceText = Type.String({
  maxLength: 2 * limits.presenceText,
  description: `a short text; up to ${limits.presenceText} characters`,
})
const Before = Type.Optional(
  Type.Unsafe<'hold' | 'leave'>({
    ...oneOf('hold', 'leave'),
    description:
      'what happens to the room you are in when the call begins. `hold` (default): you return to it after the call, and are shown there as muted and deafened until then',
  }),
)

/** Somebody on the server. */
export const PersonHere = Type.Object({
  id: UserId,
  name: Type.String(),
  room: Type.Union([Type.String(), Type.Null()], {
    description:
      'their room; null if they are in none, or it has a password, is locked or is a call, for those outside',
  }),
  presence: oneOf(...presences),
  text: Type.Optional(PresenceText),
  in_call: Type.Boolean({ description: 'in a call, or ringing' }),
  registered: Type.Boolean({ description: 'logged in to the account of this name' }),
  person: Type.Optional(
    Type.Integer({ minimum: 1, description: 'id of an earlier entry that is the same person, by their account' }),
  ),
  reconnecting: Type.Optional(Type.Boolean({ description: 'connection lost; the session can be resumed' })),
})
export type PersonHere = Static<typeof PersonHere>

/** The actions of people who look for each other, and call. */
export const callActions = {
  people: action(
    'people',
    'Requests the list of all people on the server. Without `search`, it is pushed again when it changes, at most twice per second.',
    {
      search: Type.Optional(
        Type.String({ maxLength: 2 * limits.name, description: 'only those whose name contains this text' }),
      ),
    },
    {},
  ),
  presence: action(
    'presence',
    'Sets your presence, for all your sessions. Nobody rings you while it is `do not disturb`.',
    { presence: oneOf(...presences), text: Type.Optional(PresenceText) },
    { presence: 'away', text: 'lunch' },
  ),
  block: action(
    'block',
    'Blocks a user, whose calls then are answered with `do not disturb`, or unblocks them. Of somebody who is logged in, the account is blocked, otherwise the name. Your list is stored with your account; without one it lasts as long as your session. Without `user` and `name`, only the list is requested.',
    {
      user: Type.Optional(UserId),
      name: Type.Optional(
        Type.String({
          maxLength: 2 * limits.name,
          description: 'in place of the id: somebody on the server, or a name of the list to unblock',
        }),
      ),
      blocked: Type.Optional(Type.Boolean()),
    },
    { user: 2, blocked: true },
  ),
  call: action(
    'call',
    'Calls a user. Every session of their account rings for up to 45 s. Calling somebody who rings you accepts their call. At most 10 calls per minute.',
    { to: UserId, video: Type.Optional(Type.Boolean({ description: 'the caller shows a camera' })), room: Before },
    { to: 2 },
  ),
  call_answer: action(
    'call_answer',
    'Accepts or declines a call that rings. On acceptance both are moved to a temporary room of their own, and are pushed `join_room` with `call`.',
    {
      call: CallId,
      accept: Type.Boolean(),
      text: Type.Optional(
        Type.String({ maxLength: 2 * limits.reason, description: 'shown to the caller, if declined' }),
      ),
      room: Before,
    },
    { call: 'k3Zx9QpL', accept: true },
  ),
  call_invite: action(
    'call_invite',
    'Invites a user to the room of your call: they are rung, and may join it from now on.',
    { call: CallId, to: UserId },
    { call: 'k3Zx9QpL', to: 3 },
  ),
  call_end: action(
    null,
    'Hangs up, or takes back a call or an invitation that rings. Everybody returns to the room they held. Answered with `no_such_call` if the call is over.',
    { call: CallId },
    { call: 'k3Zx9QpL' },
  ),
} as const satisfies Record<string, ActionEntry>

const RingStatus = oneOf('ringing', ...callRefusals)

/** The replies to `callActions`, and what is pushed of calls. */
export const callLabels = {
  people: label(
    'Reply to `people`. Also pushed, without `search`, to those who requested it.',
    {
      people: Type.Array(PersonHere),
      more: Type.Optional(Type.Integer({ description: 'people left out of a list that is too long; search for them' })),
    },
    { people: [{ id: 1, name: 'Ann', room: 'hello', presence: 'available', in_call: false, registered: false }] },
  ),
  presence: label(
    'Reply to `presence`.',
    { presence: oneOf(...presences), text: Type.Optional(Type.String()) },
    { presence: 'away', text: 'lunch' },
  ),
  block: label(
    'Reply to `block`: the names you have blocked.',
    { status: oneOf('ok', 'not blocked', 'too many'), names: Type.Array(Type.String()) },
    { status: 'ok', names: ['Bo'] },
  ),
  call: label(
    'Reply to `call`. `busy`: in a call or ringing. `not here`: no longer on the server. `too many`: more than 10 calls in a minute.',
    { status: RingStatus, call: Type.Optional(CallId) },
    { status: 'ringing', call: 'k3Zx9QpL' },
  ),
  call_answer: label(
    'Reply to `call_answer`.',
    { call: CallId, status: oneOf('ok', 'too late') },
    { call: 'k3Zx9QpL', status: 'ok' },
  ),
  call_invite: label(
    'Reply to `call_invite`. `invitation` is a call of its own, to take back or to hear of by `call_ended`.',
    { call: CallId, status: RingStatus, invitation: Type.Optional(CallId) },
    { call: 'k3Zx9QpL', status: 'ringing', invitation: 'Zb1wq0Rt' },
  ),
  call_ringing: label(
    'Pushed to all sessions of the person who is called.',
    {
      call: CallId,
      from: Person,
      video: Type.Optional(Type.Boolean({ description: 'the caller shows a camera' })),
      room: Type.Optional(Type.String({ description: 'of an invitation to a call that is in progress: its room' })),
      with: Type.Optional(Type.Array(Person, { description: 'who else is in that call' })),
    },
    { call: 'k3Zx9QpL', from: { id: 1, name: 'Ann' } },
  ),
  call_ended: label(
    'Pushed to everybody in a call, or whom it rings, when it ends for them.',
    {
      call: CallId,
      reason: oneOf(...callEndings),
      text: Type.Optional(Type.String({ description: 'why it was declined' })),
      to: Type.Optional({ ...Person, description: 'who was called, for the caller' }),
    },
    { call: 'k3Zx9QpL', reason: 'hung up' },
  ),
  call_missed: label(
    'Pushed to who missed a call: at once, or at the next login to their account. `at` is ms since 1970-01-01 UTC.',
    {
      from: Type.Object({
        id: Type.Integer({ minimum: 0, description: '0 if they are not on the server now' }),
        name: Type.String(),
      }),
      at: Type.Integer(),
    },
    { from: { id: 1, name: 'Ann' }, at: 1_700_000_000_000 },
  ),
} as const satisfies Record<string, Entry>
