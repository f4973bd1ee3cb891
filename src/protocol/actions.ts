import { type Static, Type } from '@sinclair/typebox'
import { accountActions } from './accounts.ts'
import { type ActionEntry, action } from './entry.ts'
import { limits } from './limits.ts'
import { moderationActions } from './moderation.ts'
import { ChatText, Codec, Password, UserId } from './shapes.ts'

/** Everything a client may ask, in the order of the docs. */
export const actions = {
  hello: action(
    'hello',
    'Says who one is and what one can. Optional where the server wants no password; without it the name is `User000001` and the codec pcm.',
    {
      name: Type.Optional(Type.String()),
      version: Type.Optional(Type.Integer({ minimum: 1 })),
      codecs: Type.Optional(Type.Array(Type.String(), { maxItems: 16 })),
      resumable: Type.Optional(
        Type.Boolean({ description: 'asks for a token by which the session can be resumed' }),
      ),
      resume: Type.Optional(
        Type.String({
          maxLength: limits.resumeToken,
          description: 'the token of a session whose connection broke within the last 60 s',
        }),
      ),
      activity: Type.Optional(Type.Boolean({ description: 'asks for `room_activity`' })),
      password: Type.Optional(Type.String({ maxLength: limits.password, description: 'of the server' })),
    },
    { name: 'Ann', version: 1, codecs: ['opus', 'pcm'] },
    { open: true },
  ),
  rename: action('renamed', 'Takes another name.', { name: Type.String() }, { name: 'Bo' }),
  list: action('list_rooms', 'Asks for the rooms there are.', {}, {}),
  create: action(
    'created_room',
    'Makes a room; it does not join it. A temporary one goes when the last participant leaves, or with its maker where nobody entered.',
    { room: Type.String(), password: Type.Optional(Password), temporary: Type.Optional(Type.Boolean()) },
    { room: 'hello' },
  ),
  join: action(
    'join_room',
    'Enters a room, leaving the one before.',
    { room: Type.String(), password: Type.Optional(Password) },
    { room: 'hello' },
  ),
  quit_room: action('quit_room', 'Leaves the room.', {}, {}),
  exit: action(null, 'Asks the server to close the connection.', {}, {}, { open: true }),
  ping: action(
    'pong',
    'Asks for an answer. Whoever has sent one is given up after 15 s in which nothing came.',
    {},
    {},
    { frequent: true, open: true },
  ),
  request_sample_rate: action(
    'response_sample_rate',
    'Asks for the rate of the server.',
    {},
    {},
    { open: true },
  ),
  mute: action(
    'mute',
    'Mutes or unmutes oneself; voice of a muted participant is dropped without a word.',
    { muted: Type.Boolean() },
    { muted: true },
  ),
  deafen: action(
    'deafen',
    'Stops or resumes what one hears; a deafened participant is sent no voice.',
    { deafened: Type.Boolean() },
    { deafened: true },
  ),
  volume: action(
    'volume',
    'Sets how loud a person is for the sender alone, in dB; -60 is off. It lasts while both stay in the room.',
    { user: UserId, gain_db: Type.Number({ minimum: -60, maximum: 12 }) },
    { user: 2, gain_db: -6 },
  ),
  say: action(
    null,
    'Writes to the room, or with `to` to one person in it. The `said` that follows is the receipt.',
    { text: ChatText, to: Type.Optional(UserId) },
    { text: 'hi' },
  ),
  record_start: action(null, 'Tells the room that one records it.', {}, {}),
  record_end: action(null, 'Tells the room that one has stopped recording.', {}, {}),
  voice: action(
    null,
    'One frame: 16-bit little-endian mono at the rate of the server, round(rate x frame_ms / 1000) samples.',
    { bytes: Type.Integer(), codec: Type.Optional(Codec) },
    { bytes: 1920 },
    { payloadCap: limits.voicePayload, frequent: true },
  ),
  ack: action(
    null,
    'Tells how many payload bytes have come on this connection so far, after every 8 KiB or 50 ms.',
    { received: Type.Integer({ minimum: 0 }) },
    { received: 8192 },
    { frequent: true },
  ),
  ...accountActions,
  ...moderationActions,
} as const satisfies Record<string, ActionEntry>

export type ActionName = keyof typeof actions

/** The `id` that a client may put on an action, to find it again on the reply. */
export const RequestId = Type.Union([Type.Integer(), Type.String({ maxLength: 64 })])
export type RequestId = Static<typeof RequestId>

/** The fields of an action. */
export type ActionFields<Name extends ActionName> = Static<(typeof actions)[Name]['fields']>

/** An action as it stands on the wire. */
export type Action<Name extends ActionName = ActionName> = {
  [N in Name]: { action: N; id?: RequestId } & ActionFields<N>
}[Name]

/** The label of the reply to an action, null where there is none. */
export type ReplyLabel<Name extends ActionName> = (typeof actions)[Name]['reply']
