import { type Static, Type } from '@sinclair/typebox'
import { accountLabels } from './accounts.ts'
import type { RequestId } from './actions.ts'
import { type Entry, label } from './entry.ts'
import { type ErrorCode, errors } from './errors.ts'
import { limits } from './limits.ts'
import { moderationLabels } from './moderation.ts'
import { ann, Codec, oneOf, RoomDetails, User, UserId } from './shapes.ts'

const errorCodes = Object.keys(errors) as ErrorCode[]

/** Everything the server may say, in the order of the docs. */
export const labels = {
  hello: label(
    'Answers `hello`. On any status but `ok` the name stays what it was, and hello may be said again. `wrong password` is also said where none was given to a server that wants one. `name registered`: somebody keeps the name for themselves; its owner says `login` and then hello again.',
    {
      status: oneOf('ok', 'conflict', 'invalid name', 'wrong password', 'name registered'),
      version: Type.Integer(),
      user: UserId,
      name: Type.String(),
      sample_rate: Type.Integer(),
      frame_ms: Type.Integer(),
      codecs: Type.Array(Codec),
      resume: Type.Optional(Type.String({ description: 'resumes this session, once' })),
      resumed: Type.Optional(
        Type.Boolean({ description: 'whether a session was resumed, where that was asked for' }),
      ),
      room: Type.Optional(Type.String({ description: 'the room that one is still in' })),
      limits: Type.Object({
        line: Type.Integer(),
        name: Type.Integer(),
        text: Type.Integer(),
        payload: Type.Record(Type.String(), Type.Integer()),
      }),
    },
    {
      status: 'ok',
      version: 1,
      user: 1,
      name: 'Ann',
      sample_rate: 48000,
      frame_ms: 20,
      codecs: ['pcm'],
      limits: {
        line: limits.line,
        name: limits.name,
        text: limits.text,
        payload: { voice: limits.voicePayload },
      },
    },
  ),
  renamed: label(
    'Answers `rename`, with the name now held where the status is `ok`, and the one asked for where it is not.',
    { status: oneOf('ok', 'conflict', 'invalid name', 'name registered'), name: Type.String() },
    { status: 'ok', name: 'Bo' },
  ),
  list_rooms: label(
    'Answers `list`; pushed to those who said hello when a room comes or goes.',
    { rooms: Type.Array(Type.String()), details: Type.Optional(Type.Array(RoomDetails)) },
    { rooms: ['hello'], details: [{ room: 'hello', users: 2, locked: false, temporary: false, said: 4 }] },
  ),
  room_activity: label(
    'Pushed to those who said hello with `activity`: rooms where somebody came, went or wrote. Once a second at most.',
    {
      rooms: Type.Array(Type.Object({ room: Type.String(), users: Type.Integer(), said: Type.Integer() })),
    },
    { rooms: [{ room: 'hello', users: 2, said: 4 }] },
  ),
  created_room: label(
    'Answers `create`.',
    { status: oneOf('ok', 'room already exists', 'invalid room name'), room: Type.String() },
    { status: 'ok', room: 'hello' },
  ),
  join_room: label(
    'Answers `join`; `users` are those in the room, the sender among them. `room locked`: it is closed by its host.',
    {
      status: oneOf('ok', 'room already joined', 'room not found', 'wrong password', 'room locked', 'banned'),
      room: Type.String(),
      message: Type.Optional(Type.String({ description: 'why one is banned, and for how long' })),
      users: Type.Optional(Type.Array(User)),
    },
    { status: 'ok', room: 'hello', users: [ann] },
  ),
  quit_room: label(
    'Answers `quit_room`.',
    { status: oneOf('ok', 'not in a room'), room: Type.Optional(Type.String()) },
    { status: 'ok', room: 'hello' },
  ),
  response_sample_rate: label(
    'Answers `request_sample_rate`, in Hz.',
    { sample_rate: Type.Integer() },
    { sample_rate: 48000 },
  ),
  pong: label('Answers `ping`.', {}, {}, { frequent: true }),
  mute: label('Answers `mute`.', { muted: Type.Boolean() }, { muted: true }),
  deafen: label('Answers `deafen`.', { deafened: Type.Boolean() }, { deafened: true }),
  volume: label('Answers `volume`.', { user: UserId, gain_db: Type.Number() }, { user: 2, gain_db: -6 }),
  room_users: label(
    'Pushed to the room when its participants or their states change.',
    { room: Type.String(), users: Type.Array(User) },
    { room: 'hello', users: [ann] },
  ),
  speaking: label(
    'Pushed to the room: the ids of those who talk now. At most 10 a second, on change only.',
    { room: Type.String(), users: Type.Array(UserId) },
    { room: 'hello', users: [1] },
  ),
  said: label(
    'Pushed: a chat message, to the room or (with `to`) to one person. `at` is ms since 1970.',
    {
      from: UserId,
      name: Type.String(),
      text: Type.String(),
      at: Type.Integer(),
      to: Type.Optional(UserId),
    },
    { from: 1, name: 'Ann', text: 'hi', at: 1_700_000_000_000 },
  ),
  recording: label(
    'Pushed to the room when somebody begins or ends to record it, and to whoever joins meanwhile.',
    { on: Type.Boolean(), by: Type.Object({ id: UserId, name: Type.String() }) },
    { on: true, by: { id: 1, name: 'Ann' } },
  ),
  ...accountLabels,
  ...moderationLabels,
  terminate: label('Pushed to all before the server goes down.', {}, {}),
  voice: label(
    'One frame of what the room says, without the voice of whom it is sent to.',
    { bytes: Type.Integer(), codec: Type.Optional(Codec) },
    { bytes: 1920 },
    { payloadCap: limits.voicePayload, frequent: true },
  ),
  error: label(
    'What was wrong with a message. The connection goes on or is closed as the table of errors says.',
    { code: oneOf(...errorCodes), message: Type.String() },
    { code: 'not_in_a_room', message: errors.not_in_a_room.text },
  ),
} as const satisfies Record<string, Entry>

export type LabelName = keyof typeof labels

/** The fields of a message from the server. */
export type LabelFields<Name extends LabelName> = Static<(typeof labels)[Name]['fields']>

/** A message from the server as it stands on the wire. */
export type Label<Name extends LabelName = LabelName> = {
  [N in Name]: { label: N; id?: RequestId } & LabelFields<N>
}[Name]
