import { type Static, Type } from '@sinclair/typebox'
import { limits } from './limits.ts'
import { oneOf, UserId } from './shapes.ts'
import { type ActionEntry, action, type Entry, label } from './vocabulary-entry.ts'

const Reason = Type.String({ maxLength: 2 * limits.reason, description: 'why, for all to read' })
const Minutes = Type.Integer({ minimum: 1, maximum: limits.banMinutes })

/** A ban as those may see it who may lift it. */
export const BanDetails = Type.Object({
  name: Type.String(),
  address: Type.Optional(Type.String({ description: 'told to operators alone' })),
  room: Type.Optional(Type.String({ description: 'the room it holds for; the whole server without it' })),
  minutes_left: Type.Integer(),
  by: Type.String({ description: 'who banned' }),
  reason: Type.String(),
})
export type BanDetails = Static<typeof BanDetails>

/** What operators may ask everywhere, and the host of a room in it. */
export const moderationActions = {
  operate: action(
    'operate',
    'Makes one an operator, who may moderate everywhere on the server. The token is known to whoever started it.',
    { token: Type.String({ maxLength: limits.password }) },
    { token: 'abandon-ability-able-about-above-absent-absorb-abstract' },
  ),
  kick: action(
    'kick',
    'Takes somebody out of the room; they may come back.',
    { user: UserId, reason: Type.Optional(Reason) },
    { user: 2, reason: 'too loud' },
  ),
  ban: action(
    'ban',
    'Keeps somebody away for a time, by address and name: a host from the room, an operator from the server. An address of this machine, or one that the sender shares, is not banned, the name is.',
    { user: UserId, minutes: Minutes, reason: Type.Optional(Reason) },
    { user: 2, minutes: 10, reason: 'too loud' },
  ),
  unban: action(
    'unban',
    'Lifts the bans of a name, or of one that looks the same.',
    { name: Type.String() },
    { name: 'Bo' },
  ),
  bans: action('bans', 'Asks for the bans that one may lift.', {}, {}),
  mute_for_all: action(
    'mute_for_all',
    'Has nobody in the room hear somebody, whatever they say of themselves, and also when they come back under that name; or lets them be heard again.',
    { user: UserId, muted: Type.Boolean() },
    { user: 2, muted: true },
  ),
  lock: action(
    'lock',
    'Closes the room, so that nobody else comes in but its host and operators; or opens it. It opens by itself when the last one leaves.',
    { locked: Type.Boolean() },
    { locked: true },
  ),
  hand_over: action('hand_over', 'Makes somebody else in the room its host.', { user: UserId }, { user: 2 }),
} as const satisfies Record<string, ActionEntry>

/** The replies to them, and what the others are told. */
export const moderationLabels = {
  operate: label('Answers `operate`.', { status: oneOf('ok', 'wrong token') }, { status: 'ok' }),
  kick: label('Answers `kick`.', { status: oneOf('ok'), user: UserId }, { status: 'ok', user: 2 }),
  ban: label(
    'Answers `ban`.',
    { status: oneOf('ok'), user: UserId, minutes: Minutes },
    { status: 'ok', user: 2, minutes: 10 },
  ),
  unban: label(
    'Answers `unban`.',
    { status: oneOf('ok', 'not banned'), name: Type.String() },
    { status: 'ok', name: 'Bo' },
  ),
  bans: label(
    'Answers `bans`.',
    { bans: Type.Array(BanDetails) },
    { bans: [{ name: 'Bo', room: 'hello', minutes_left: 9, by: 'Ann', reason: 'too loud' }] },
  ),
  mute_for_all: label(
    'Answers `mute_for_all`.',
    { status: oneOf('ok'), user: UserId, muted: Type.Boolean() },
    { status: 'ok', user: 2, muted: true },
  ),
  lock: label(
    'Answers `lock`.',
    { status: oneOf('ok'), room: Type.String(), locked: Type.Boolean() },
    { status: 'ok', room: 'hello', locked: true },
  ),
  hand_over: label('Answers `hand_over`.', { status: oneOf('ok'), user: UserId }, { status: 'ok', user: 2 }),
  removed: label(
    'Pushed to who was kicked or banned, and to the room they were in. One banned from the server is closed after it.',
    {
      user: UserId,
      name: Type.String(),
      by: Type.String({ description: 'the name of who did it' }),
      room: Type.Optional(Type.String({ description: 'the room; missing where they were in none' })),
      reason: Type.Optional(Type.String()),
      minutes: Type.Optional(Type.Integer({ description: 'for how long they are banned' })),
      from: oneOf('room', 'server'),
    },
    { user: 2, name: 'Bo', by: 'Ann', room: 'hello', reason: 'too loud', minutes: 10, from: 'room' },
  ),
} as const satisfies Record<string, Entry>
