import { type Static, Type } from '@sinclair/typebox'
import { limits } from './limits.ts'
import { SECRET } from './secrets.ts'
import { oneOf, UserId } from './shapes.ts'
import { type ActionEntry, action, type Entry, label } from './vocabulary-entry.ts'

const Reason = Type.String({ maxLength: 2 * limits.reason, description: 'the reason, visible to everyone in the room' })
const Minutes = Type.Integer({ minimum: 1, maximum: limits.banMinutes })

const Stored = Type.Optional(
  Type.Boolean({ description: 'false: in force, but it could not be stored and does not survive a restart' }),
)

/** A ban, as shown to those who may lift it. */
export const BanDetails = Type.Object({
  name: Type.String(),
  address: Type.Optional(Type.String({ description: 'sent to operators only' })),
  room: Type.Optional(Type.String({ description: 'the room that it applies to; omitted for the whole server' })),
  minutes_left: Type.Integer(),
  by: Type.String({ description: 'name of the moderator' }),
  reason: Type.String(),
})
export type BanDetails = Static<typeof BanDetails>

/** Actions that operators may use in every room, and a host in their own room. */
export const moderationActions = {
  operate: action(
    'operate',
    'Makes you an operator, who may moderate everywhere on the server. The token is shown to the person who starts the server.',
    { token: Type.String({ ...SECRET, maxLength: limits.password }) },
    { token: 'abandon-ability-able-about-above-absent-absorb-abstract' },
  ),
  kick: action(
    'kick',
    'Removes a participant from the room. They may join again.',
    { user: UserId, reason: Type.Optional(Reason) },
    { user: 2, reason: 'too loud' },
  ),
  ban: action(
    'ban',
    'Bans a user by name and address for some minutes: from the room if you are its host, from the server if you are an operator. An IPv6 address is banned with its network (/64). An address that others use too, such as that of a router, is not banned unless an operator sends `address`. An address of the server itself, or one that the sender also uses, never is; the name always is.',
    {
      user: UserId,
      minutes: Minutes,
      reason: Type.Optional(Reason),
      address: Type.Optional(
        Type.Boolean({ description: 'whether to ban the address even if others use it; for operators' }),
      ),
    },
    { user: 2, minutes: 10, reason: 'too loud' },
  ),
  unban: action(
    'unban',
    'Lifts the bans of a name and of names that look the same.',
    { name: Type.String() },
    { name: 'Bo' },
  ),
  bans: action('bans', 'Lists the bans that you may lift.', {}, {}),
  mute_for_all: action(
    'mute_for_all',
    'Mutes a participant for everyone in the room, or unmutes them. They cannot unmute themselves, and stay muted if they rejoin under the same name.',
    { user: UserId, muted: Type.Boolean() },
    { user: 2, muted: true },
  ),
  lock: action(
    'lock',
    'Locks or unlocks the room. Only its host and operators can join a locked room. It unlocks when the last participant leaves.',
    { locked: Type.Boolean() },
    { locked: true },
  ),
  hand_over: action('hand_over', 'Makes another participant the host of the room.', { user: UserId }, { user: 2 }),
} as const satisfies Record<string, ActionEntry>

/** The replies to `moderationActions`, and the push to everyone affected. */
export const moderationLabels = {
  operate: label('Reply to `operate`.', { status: oneOf('ok', 'wrong token') }, { status: 'ok' }),
  kick: label('Reply to `kick`.', { status: oneOf('ok'), user: UserId }, { status: 'ok', user: 2 }),
  ban: label(
    'Reply to `ban`. The ban is in force before it is stored.',
    { status: oneOf('ok'), user: UserId, minutes: Minutes, stored: Stored },
    { status: 'ok', user: 2, minutes: 10 },
  ),
  unban: label(
    'Reply to `unban`.',
    { status: oneOf('ok', 'not banned'), name: Type.String(), stored: Stored },
    { status: 'ok', name: 'Bo' },
  ),
  bans: label(
    'Reply to `bans`.',
    { bans: Type.Array(BanDetails) },
    { bans: [{ name: 'Bo', room: 'hello', minutes_left: 9, by: 'Ann', reason: 'too loud' }] },
  ),
  mute_for_all: label(
    'Reply to `mute_for_all`.',
    { status: oneOf('ok'), user: UserId, muted: Type.Boolean() },
    { status: 'ok', user: 2, muted: true },
  ),
  lock: label(
    'Reply to `lock`.',
    { status: oneOf('ok'), room: Type.String(), locked: Type.Boolean() },
    { status: 'ok', room: 'hello', locked: true },
  ),
  hand_over: label('Reply to `hand_over`.', { status: oneOf('ok'), user: UserId }, { status: 'ok', user: 2 }),
  removed: label(
    'Pushed to the user who was kicked or banned, and to the room they were in. After a ban from the server, the connection of the banned user is closed.',
    {
      user: UserId,
      name: Type.String(),
      by: Type.String({ description: 'name of the moderator' }),
      room: Type.Optional(Type.String({ description: 'the room; omitted if they were in none' })),
      reason: Type.Optional(Type.String()),
      minutes: Type.Optional(Type.Integer({ description: 'length of the ban in minutes' })),
      from: oneOf('room', 'server'),
    },
    { user: 2, name: 'Bo', by: 'Ann', room: 'hello', reason: 'too loud', minutes: 10, from: 'room' },
  ),
} as const satisfies Record<string, Entry>
