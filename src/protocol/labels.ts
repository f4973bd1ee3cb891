import { type Static, Type } from '@sinclair/typebox'
import { accountLabels } from './account-messages.ts'
import type { RequestId } from './actions.ts'
import { type ErrorCode, errors } from './errors.ts'
import { limits } from './limits.ts'
import { moderationLabels } from './moderation-messages.ts'
import {
  ann,
  Codec,
  examplePicture,
  oneOf,
  Person,
  pictureFields,
  RecordingId,
  RecordingSummary,
  RecordingToken,
  RoomDetails,
  shareKinds,
  User,
  UserId,
} from './shapes.ts'
import { type Entry, label } from './vocabulary-entry.ts'

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
    'Pushed to the room when somebody begins or ends to record it, and to whoever joins meanwhile. With `tracks` the server records for them; that is also pushed when it pauses and goes on.',
    {
      on: Type.Boolean(),
      by: Person,
      tracks: Type.Optional(Type.Boolean()),
      paused: Type.Optional(Type.Boolean()),
      reason: Type.Optional(Type.String({ description: 'why it ended, where nobody ended it; a sentence' })),
    },
    { on: true, by: { id: 1, name: 'Ann' } },
  ),
  screen_share_response: label(
    'Answers `screen_share`. A room has one screen at a time, and a camera of each person.',
    { status: oneOf('ok', 'someone else is sharing') },
    { status: 'ok' },
  ),
  screen_started: label(
    'Pushed to the room when somebody begins to share, the sharer too, and to whoever joins meanwhile.',
    { from: UserId, kind: oneOf(...shareKinds) },
    { from: 1, kind: 'screen' },
  ),
  screen_stopped: label('Pushed to the room when somebody shares no more.', { from: UserId }, { from: 1 }),
  screen_watchers: label(
    'Pushed to who shares: how many watch now. Where nobody does, nothing need be sent.',
    { from: UserId, count: Type.Integer({ minimum: 0 }) },
    { from: 1, count: 3 },
  ),
  screen_keyframe_wanted: label(
    'Pushed to who shares: somebody who watches needs the next picture to be a keyframe. Once a second at most.',
    {},
    {},
  ),
  screen: label(
    'One picture of what somebody shares, or with `more` a part of it, as it came from there.',
    { from: UserId, ...pictureFields },
    { from: 1, ...examplePicture },
    { payloadCap: limits.picturePayload, frequent: true },
  ),
  ack: label(
    'Pushed to who shares or did: how many payload bytes have come from this client so far, as the action `ack` tells it of the other way.',
    { received: Type.Integer({ minimum: 0 }) },
    { received: 8192 },
    { frequent: true },
  ),
  record_consent_wanted: label(
    'Pushed, once, to each who is in a room that the server is to record: nobody is recorded who does not answer with `record_consent`.',
    { room: Type.String(), by: Person },
    { room: 'hello', by: { id: 1, name: 'Ann' } },
  ),
  record_consent: label('Answers `record_consent`.', { agree: Type.Boolean() }, { agree: true }),
  record_started: label(
    'Pushed to the recorder alone, when the server begins to record: by the token the recording can be had later, from any connection.',
    { recording: RecordingId, token: RecordingToken },
    { recording: 'hello/2026-01-31_09-00-00', token: 'c2VjcmV0' },
  ),
  recorded: label(
    'Pushed to the recorder alone, when all files of a recording are closed and can be had.',
    {
      recording: RecordingId,
      token: RecordingToken,
      seconds: Type.Number(),
      problem: Type.Optional(Type.String({ description: 'what went wrong, a sentence' })),
    },
    { recording: 'hello/2026-01-31_09-00-00', token: 'c2VjcmV0', seconds: 61.4 },
  ),
  recording_marked: label(
    'Pushed to the room: the recorder marked a moment, `at` ms from the beginning of the recording.',
    { by: Person, text: Type.String(), at: Type.Integer() },
    { by: { id: 1, name: 'Ann' }, text: 'decided', at: 61_400 },
  ),
  recordings: label(
    `Answers \`recordings\`, the latest ${limits.recordingsListed}, the oldest first.`,
    { recordings: Type.Array(RecordingSummary) },
    {
      recordings: [
        {
          recording: 'hello/2026-01-31_09-00-00',
          room: 'hello',
          started: '2026-01-31T09:00:00.000Z',
          seconds: 61.4,
          files: 4,
          bytes: 17_690_000,
        },
      ],
    },
  ),
  recording_data: label(
    'Answers `recording_fetch`, with a piece of the file unless `offset` is its end. `total` and `sha256` are of the whole file.',
    {
      recording: RecordingId,
      file: Type.String(),
      offset: Type.Integer(),
      total: Type.Integer(),
      sha256: Type.String(),
      bytes: Type.Optional(Type.Integer()),
    },
    {
      recording: 'hello/2026-01-31_09-00-00',
      file: 'mix.wav',
      offset: 0,
      total: 8192,
      sha256: '9f1dcbc35c350d6027f98be0f5c8b43b42ca52b7604459c0c42be3aa88913d47',
      bytes: 8192,
    },
    { payloadCap: limits.recordingPiece, frequent: true },
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
