import { type Static, Type } from '@sinclair/typebox'
import { accountLabels } from './account-messages.ts'
import type { RequestId } from './actions.ts'
import { callLabels } from './call-messages.ts'
import { type ErrorCode, errors } from './errors.ts'
import { limits } from './limits.ts'
import { moderationLabels } from './moderation-messages.ts'
import { SECRET } from './secrets.ts'
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
  SayKey,
  shareKinds,
  User,
  UserId,
} from './shapes.ts'
import { type Entry, label } from './vocabulary-entry.ts'

const errorCodes = Object.keys(errors) as ErrorCode[]

/** Every label that the server may send, in the order of docs/PROTOCOL.md. */
export const labels = {
  hello: label(
    'Reply to `hello`. On any status except `ok` the name stays as it was, and the client may send `hello` again. `conflict`: the name is in use. `wrong password`: the server password is wrong or missing. `name registered`: the name belongs to an account; its owner sends `login` and then `hello` again.',
    {
      status: oneOf('ok', 'conflict', 'invalid name', 'wrong password', 'name registered'),
      version: Type.Integer(),
      user: UserId,
      name: Type.String(),
      sample_rate: Type.Integer(),
      frame_ms: Type.Integer(),
      codecs: Type.Array(Codec),
      resume: Type.Optional(
        Type.String({
          ...SECRET,
          description:
            'token to resume this session with; works once. Not sent in the clear to another machine by a server that has TLS',
        }),
      ),
      resumed: Type.Optional(
        Type.Boolean({ description: 'whether the session was resumed; only if that was requested' }),
      ),
      room: Type.Optional(Type.String({ description: 'the room that the resumed session is in' })),
      features: Type.Optional(
        Type.Array(Type.String(), {
          description:
            'what this server supports beyond version 1; `tls`: it can be reached by TLS; `recording`: it records rooms, and consent holds for one recording; `web`: it serves the web client; `people`, `calls`, `hand` and `account_ask`: the actions of that name',
        }),
      ),
      pages: Type.Optional(
        Type.Array(Type.String(), { description: 'URLs of the web client, the likeliest first; 8 at most' }),
      ),
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
      limits: { line: limits.line, name: limits.name, text: limits.text, payload: { voice: limits.voicePayload } },
    },
  ),
  renamed: label(
    'Reply to `rename`. `name` is your new name if the status is `ok`, otherwise the name that was refused.',
    { status: oneOf('ok', 'conflict', 'invalid name', 'name registered'), name: Type.String() },
    { status: 'ok', name: 'Bo' },
  ),
  list_rooms: label(
    'Reply to `list`. Also pushed to clients that have sent `hello` when a room is created or removed.',
    { rooms: Type.Array(Type.String()), details: Type.Optional(Type.Array(RoomDetails)) },
    { rooms: ['hello'], details: [{ room: 'hello', users: 2, locked: false, temporary: false, said: 4 }] },
  ),
  room_activity: label(
    'Pushed to clients that have sent `hello` with `activity`: the rooms where someone joined, left or sent a chat message. At most once per second.',
    { rooms: Type.Array(Type.Object({ room: Type.String(), users: Type.Integer(), said: Type.Integer() })) },
    { rooms: [{ room: 'hello', users: 2, said: 4 }] },
  ),
  created_room: label(
    'Reply to `create`.',
    { status: oneOf('ok', 'room already exists', 'invalid room name'), room: Type.String() },
    { status: 'ok', room: 'hello' },
  ),
  join_room: label(
    'Reply to `join`. Also pushed when a call moves you: to its room, and back. `users` lists the participants, including yourself. `wrong password`: the password is wrong or missing, or one was sent and the room has none. `room locked`: the host has locked the room.',
    {
      status: oneOf('ok', 'room already joined', 'room not found', 'wrong password', 'room locked', 'banned'),
      room: Type.String(),
      message: Type.Optional(
        Type.String({ description: 'reason and length of a ban, or that the room has no password; a sentence' }),
      ),
      users: Type.Optional(Type.Array(User)),
      call: Type.Optional(
        Type.String({ description: 'the call that moved you to this room, or out of it; only when pushed' }),
      ),
    },
    { status: 'ok', room: 'hello', users: [ann] },
  ),
  quit_room: label(
    'Reply to `quit_room`.',
    { status: oneOf('ok', 'not in a room'), room: Type.Optional(Type.String()) },
    { status: 'ok', room: 'hello' },
  ),
  response_sample_rate: label(
    'Reply to `request_sample_rate`, in Hz.',
    { sample_rate: Type.Integer() },
    { sample_rate: 48000 },
  ),
  pong: label('Reply to `ping`.', {}, {}, { frequent: true }),
  mute: label('Reply to `mute`.', { muted: Type.Boolean() }, { muted: true }),
  deafen: label('Reply to `deafen`.', { deafened: Type.Boolean() }, { deafened: true }),
  hand: label('Reply to `hand`.', { raised: Type.Boolean(), user: Type.Optional(UserId) }, { raised: true }),
  volume: label('Reply to `volume`.', { user: UserId, gain_db: Type.Number() }, { user: 2, gain_db: -6 }),
  room_users: label(
    'Pushed to the room when a participant joins, leaves or changes state.',
    { room: Type.String(), users: Type.Array(User) },
    { room: 'hello', users: [ann] },
  ),
  speaking: label(
    'Pushed to the room: the ids of the participants who are talking. Sent on change only, at most 10 times per second.',
    { room: Type.String(), users: Type.Array(UserId) },
    { room: 'hello', users: [1] },
  ),
  said: label(
    'Pushed: a chat message to the room, or with `to` to one participant. `at` is the time in ms since 1970-01-01 UTC.',
    {
      from: UserId,
      name: Type.String(),
      text: Type.String(),
      at: Type.Integer(),
      to: Type.Optional(UserId),
      key: Type.Optional(SayKey),
    },
    { from: 1, name: 'Ann', text: 'hi', at: 1_700_000_000_000 },
  ),
  history: label(
    'What was said to the room, oldest first; `more` if there are older messages. `from` is 0 for what was said before the server was restarted.',
    {
      said: Type.Array(
        Type.Object({
          from: Type.Integer({ minimum: 0 }),
          name: Type.String(),
          text: Type.String(),
          at: Type.Integer(),
        }),
      ),
      more: Type.Boolean(),
    },
    { said: [{ from: 1, name: 'Ann', text: 'hi', at: 1_700_000_000_000 }], more: false },
  ),
  history_delete: label('The history is deleted.', { status: oneOf('ok') }, { status: 'ok' }),
  history_deleted: label(
    'Pushed to the room: its history was deleted.',
    { room: Type.String(), by: Person },
    { room: 'hello', by: { id: 1, name: 'Ann' } },
  ),
  recording: label(
    'Pushed to the room when someone starts or stops recording, and to participants who join during a recording. With `tracks`, the server records on their behalf, as `recording`; then it is also pushed when the recording is paused or continued.',
    {
      on: Type.Boolean(),
      by: Person,
      tracks: Type.Optional(Type.Boolean()),
      recording: Type.Optional(RecordingId),
      paused: Type.Optional(Type.Boolean()),
      reason: Type.Optional(Type.String({ description: 'why the recording ended, if nobody stopped it; a sentence' })),
    },
    { on: true, by: { id: 1, name: 'Ann' } },
  ),
  screen_share_response: label(
    'Reply to `screen_share`. A room can have one shared screen at a time, and one camera per participant.',
    { status: oneOf('ok', 'someone else is sharing') },
    { status: 'ok' },
  ),
  screen_started: label(
    'Pushed to the room, including the sharer, when someone starts sharing, and to participants who join while they share.',
    { from: UserId, kind: oneOf(...shareKinds) },
    { from: 1, kind: 'screen' },
  ),
  screen_stopped: label('Pushed to the room when someone stops sharing.', { from: UserId }, { from: 1 }),
  screen_watchers: label(
    'Pushed to the sharer: the number of watchers. While it is 0, do not send pictures.',
    { from: UserId, count: Type.Integer({ minimum: 0 }) },
    { from: 1, count: 3 },
  ),
  screen_keyframe_wanted: label(
    'Pushed to the sharer: a watcher needs a keyframe as the next picture. At most once per second.',
    {},
    {},
  ),
  screen: label(
    'One picture of a share, or with `more` a part of it, as the sharer sent it.',
    { from: UserId, ...pictureFields },
    { from: 1, ...examplePicture },
    { payloadCap: limits.picturePayload, frequent: true },
  ),
  ack: label(
    'Pushed to clients that share or have shared: the total number of payload bytes received from this client. Counterpart of the action `ack`.',
    { received: Type.Integer({ minimum: 0 }) },
    { received: 8192 },
    { frequent: true },
  ),
  record_consent_wanted: label(
    'Pushed once to each participant of a room that the server is about to record. Only those who consent with `record_consent` are recorded.',
    { room: Type.String(), by: Person, recording: RecordingId },
    { room: 'hello', by: { id: 1, name: 'Ann' }, recording: 'hello/2026-01-31_09-00-00' },
  ),
  record_consent: label(
    'Reply to `record_consent`. With the token, your own track can later be downloaded from any connection; there is none if you have no track, nor in the clear to another machine from a server that has TLS.',
    { recording: RecordingId, agree: Type.Boolean(), token: Type.Optional(RecordingToken) },
    { recording: 'hello/2026-01-31_09-00-00', agree: true, token: 'c2VjcmV0' },
  ),
  record_started: label(
    'Pushed to the person recording when the server starts to record. With the token, the recording can later be downloaded from any connection.',
    { recording: RecordingId, token: RecordingToken },
    { recording: 'hello/2026-01-31_09-00-00', token: 'c2VjcmV0' },
  ),
  recorded: label(
    'Pushed to the person recording when all files of a recording are closed and ready to download.',
    {
      recording: RecordingId,
      token: RecordingToken,
      seconds: Type.Number(),
      problem: Type.Optional(Type.String({ description: 'what went wrong; a sentence' })),
    },
    { recording: 'hello/2026-01-31_09-00-00', token: 'c2VjcmV0', seconds: 61.4 },
  ),
  recording_marked: label(
    'Pushed to the room: a marker was added to the recording, `at` ms after its start.',
    { by: Person, text: Type.String(), at: Type.Integer() },
    { by: { id: 1, name: 'Ann' }, text: 'decided', at: 61_400 },
  ),
  recordings: label(
    `Reply to \`recordings\`: the latest ${limits.recordingsListed}, oldest first.`,
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
    'Reply to `recording_fetch`, with a piece of the file, or without a payload if `offset` is its end. `total` and `sha256` describe the whole file.',
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
  ...callLabels,
  ...accountLabels,
  ...moderationLabels,
  terminate: label('Pushed to all clients before the server shuts down.', {}, {}),
  voice: label(
    'One frame of the mix of the room, without your own voice.',
    { bytes: Type.Integer(), codec: Type.Optional(Codec) },
    { bytes: 1920 },
    { payloadCap: limits.voicePayload, frequent: true },
  ),
  error: label(
    'A message was refused. The table of errors says whether the connection is then closed.',
    { code: oneOf(...errorCodes), message: Type.String() },
    { code: 'not_in_a_room', message: errors.not_in_a_room.text },
  ),
} as const satisfies Record<string, Entry>

export type LabelName = keyof typeof labels

/** The fields of a message from the server. */
export type LabelFields<Name extends LabelName> = Static<(typeof labels)[Name]['fields']>

/** A message from the server as it is on the wire. */
export type Label<Name extends LabelName = LabelName> = {
  [N in Name]: { label: N; id?: RequestId } & LabelFields<N>
}[Name]
