import { type Static, Type } from '@sinclair/typebox'
import { accountActions } from './account-messages.ts'
import { callActions } from './call-messages.ts'
import { limits } from './limits.ts'
import { moderationActions } from './moderation-messages.ts'
import { SECRET } from './secrets.ts'
import {
  ChatText,
  Codec,
  examplePicture,
  oneOf,
  Password,
  pictureFields,
  RecordingId,
  RecordingKey,
  RecordingToken,
  SayKey,
  shareKinds,
  UserId,
} from './shapes.ts'
import { type ActionEntry, action } from './vocabulary-entry.ts'

/** Every action that a client may send, in the order of docs/PROTOCOL.md. */
export const actions = {
  hello: action(
    'hello',
    'Introduces the client: its name and what it supports. Optional unless the server has a password; without it the name is a default such as `User000001` and the codec is `pcm`.',
    {
      name: Type.Optional(Type.String()),
      version: Type.Optional(Type.Integer({ minimum: 1 })),
      codecs: Type.Optional(Type.Array(Type.String(), { maxItems: 16 })),
      resumable: Type.Optional(Type.Boolean({ description: 'requests a token to resume the session with' })),
      resume: Type.Optional(
        Type.String({
          ...SECRET,
          maxLength: limits.resumeToken,
          description: 'token of a session whose connection was lost within the last 60 s',
        }),
      ),
      activity: Type.Optional(Type.Boolean({ description: 'subscribes to `room_activity`' })),
      password: Type.Optional(Type.String({ ...SECRET, maxLength: limits.password, description: 'server password' })),
    },
    { name: 'Ann', version: 1, codecs: ['opus', 'pcm'] },
    { open: true },
  ),
  rename: action('renamed', 'Changes your name.', { name: Type.String() }, { name: 'Bo' }),
  list: action('list_rooms', 'Requests the list of rooms.', {}, {}),
  create: action(
    'created_room',
    'Creates a room without joining it. A temporary room is removed when the last participant leaves, or when its creator disconnects before anyone has joined.',
    {
      room: Type.String(),
      password: Type.Optional(Password),
      temporary: Type.Optional(Type.Boolean()),
      history: Type.Optional(Type.Boolean({ description: 'false: keeps no history; default: true' })),
    },
    { room: 'hello' },
  ),
  join: action(
    'join_room',
    'Joins a room, leaving the current one. With a password, it never succeeds in a room without one: that would be another room of the same name.',
    { room: Type.String(), password: Type.Optional(Password) },
    { room: 'hello' },
  ),
  quit_room: action('quit_room', 'Leaves the current room.', {}, {}),
  exit: action(null, 'Asks the server to close the connection.', {}, {}, { open: true }),
  ping: action(
    'pong',
    'Checks that the connection is alive. Once a client has sent a `ping`, the server closes its connection after 15 s without a message.',
    {},
    {},
    { frequent: true, open: true },
  ),
  request_sample_rate: action(
    'response_sample_rate',
    'Requests the sample rate of the server.',
    {},
    {},
    { open: true },
  ),
  mute: action(
    'mute',
    'Mutes or unmutes yourself. Voice from a muted participant is silently dropped.',
    { muted: Type.Boolean() },
    { muted: true },
  ),
  deafen: action(
    'deafen',
    'Deafens or undeafens yourself. A deafened participant receives no voice.',
    { deafened: Type.Boolean() },
    { deafened: true },
  ),
  hand: action(
    'hand',
    'Raises or lowers your hand: a mark in `room_users` that asks to speak. With `user`, a host or operator lowers the hand of that participant. Leaving the room lowers it.',
    { raised: Type.Boolean(), user: Type.Optional(UserId) },
    { raised: true },
  ),
  volume: action(
    'volume',
    'Sets the gain of one participant for the sender only, in dB; -60 is silence. It is kept while both stay in the room.',
    { user: UserId, gain_db: Type.Number({ minimum: -60, maximum: 12 }) },
    { user: 2, gain_db: -6 },
  ),
  say: action(
    null,
    'Sends a chat message to the room, or with `to` to one participant. The `said` push confirms delivery. A client that did not see it, because its connection was lost, may say the message again with the same `key` over the resumed session: if it was the last one that was said, the sender alone is sent its `said` once more.',
    {
      text: ChatText,
      to: Type.Optional(UserId),
      key: Type.Optional(SayKey),
      room: Type.Optional(
        Type.String({ description: 'the room it is meant for; refused with `not_in_a_room` in any other' }),
      ),
    },
    { text: 'hi' },
  ),
  history: action(
    'history',
    'Requests what was said to the room while it has existed, without private messages: the newest `limit` messages, or those before a moment. Nobody is told what was said before they were banned. A call has no history.',
    {
      before: Type.Optional(Type.Integer({ description: 'ms since 1970-01-01 UTC, `at` of the oldest message known' })),
      limit: Type.Integer({ minimum: 1 }),
    },
    { limit: 50 },
  ),
  history_delete: action(
    'history_delete',
    'Deletes the history of the room, as its host or an operator. The room is notified with `history_deleted`.',
    {},
    {},
  ),
  record_start: action(
    null,
    'Announces that you are recording the room. With `tracks`, asks the server to record, with a separate track for each participant who consents. Fails with `not_allowed` if server recording is disabled or you may not start one here, with `limit` if too many recordings are in progress, and with `cannot_record` if the storage is used up or not writable.',
    { tracks: Type.Optional(Type.Boolean()) },
    {},
  ),
  record_end: action(
    null,
    'Stops recording. `tracks` true: only the recording by the server; false: only your own; omitted: both.',
    { tracks: Type.Optional(Type.Boolean()) },
    {},
  ),
  record_pause: action(
    null,
    'Pauses or continues the server recording that you started. The room is notified with `recording`.',
    { paused: Type.Boolean() },
    { paused: true },
  ),
  record_mark: action(
    null,
    `Adds a marker at the current position of the server recording that you started. The text may have up to ${limits.marker} characters.`,
    { text: Type.Optional(Type.String({ maxLength: 2 * limits.marker })) },
    { text: 'decided' },
  ),
  record_consent: action(
    'record_consent',
    'Answers `record_consent_wanted` for that recording alone: without its id, or with the id of another recording, the answer is `bad_message`. A participant who has not consented appears neither in a track nor in the mix. The answer can be changed while the recording runs.',
    { recording: RecordingId, agree: Type.Boolean() },
    { recording: 'hello/2026-01-31_09-00-00', agree: true },
  ),
  recordings: action(
    'recordings',
    'Lists the recordings on the server that you may download: those you started, those of rooms whose host you were when they started, your own tracks of others, and those whose tokens you send.',
    { keys: Type.Optional(Type.Array(RecordingKey, { maxItems: limits.recordingsListed })) },
    {},
  ),
  recording_fetch: action(
    'recording_data',
    'Requests a piece of a recorded file, starting at `offset`. The file `recording.json` lists the others; to somebody who may download only their own track, it lists that one. While the server completes a recording, the error is `not_ready`.',
    {
      recording: RecordingId,
      file: Type.String({ maxLength: 128 }),
      offset: Type.Integer({ minimum: 0 }),
      token: Type.Optional(RecordingToken),
    },
    { recording: 'hello/2026-01-31_09-00-00', file: 'mix.wav', offset: 0 },
    { frequent: true },
  ),
  voice: action(
    null,
    'One voice frame: 16-bit little-endian mono samples at the sample rate of the server, round(rate x frame_ms / 1000) of them.',
    { bytes: Type.Integer(), codec: Type.Optional(Codec) },
    { bytes: 1920 },
    { payloadCap: limits.voicePayload, frequent: true },
  ),
  screen_share: action(
    'screen_share_response',
    'Starts sharing a screen or camera with the room. You can share one thing at a time: a different kind replaces the current share, the same kind changes nothing.',
    { kind: oneOf(...shareKinds) },
    { kind: 'screen' },
  ),
  screen_unshare: action(null, 'Stops sharing. Leaving the room also does.', {}, {}),
  screen_start_watching: action(
    null,
    'Starts watching the share of a participant; pictures begin with a keyframe. Sent again, it requests a new keyframe. You can watch several shares at once. Watching ends when the connection is lost.',
    { from: UserId },
    { from: 1 },
  ),
  screen_stop_watching: action(
    null,
    'Stops watching the share of one participant, or without `from` all shares.',
    { from: Type.Optional(UserId) },
    { from: 1 },
  ),
  screen: action(null, 'One picture of your share, or with `more` a part of it.', pictureFields, examplePicture, {
    payloadCap: limits.picturePayload,
    frequent: true,
  }),
  ack: action(
    null,
    'Acknowledges the total number of payload bytes received on this connection. Send it after every 8 KiB or 50 ms.',
    { received: Type.Integer({ minimum: 0 }) },
    { received: 8192 },
    { frequent: true },
  ),
  ...callActions,
  ...accountActions,
  ...moderationActions,
} as const satisfies Record<string, ActionEntry>

export type ActionName = keyof typeof actions

/** The `id` that a client may put on an action; the reply or error repeats it. */
export const RequestId = Type.Union([Type.Integer(), Type.String({ maxLength: 64 })])
export type RequestId = Static<typeof RequestId>

/** The fields of an action. */
export type ActionFields<Name extends ActionName> = Static<(typeof actions)[Name]['fields']>

/** An action as it is on the wire. */
export type Action<Name extends ActionName = ActionName> = {
  [N in Name]: { action: N; id?: RequestId } & ActionFields<N>
}[Name]

/** The label of the reply to an action; null if there is no reply. */
export type ReplyLabel<Name extends ActionName> = (typeof actions)[Name]['reply']
