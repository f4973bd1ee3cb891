import { type Static, Type } from '@sinclair/typebox'
import { accountActions } from './account-messages.ts'
import { limits } from './limits.ts'
import { moderationActions } from './moderation-messages.ts'
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
  shareKinds,
  UserId,
} from './shapes.ts'
import { type ActionEntry, action } from './vocabulary-entry.ts'

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
  record_start: action(
    null,
    'Tells the room that one records it; with `tracks` asks the server to do so, each who agrees in a file of their own. `not_allowed` where it records nothing, `cannot_record` where its disk refuses.',
    { tracks: Type.Optional(Type.Boolean()) },
    {},
  ),
  record_end: action(
    null,
    "Ends what one records: with `tracks` true the recording of the server alone, with false one's own, without it both.",
    { tracks: Type.Optional(Type.Boolean()) },
    {},
  ),
  record_pause: action(
    null,
    'Pauses the recording that the server makes for one, or goes on with it; all are told by `recording`.',
    { paused: Type.Boolean() },
    { paused: true },
  ),
  record_mark: action(
    null,
    `Marks this moment in the recording that the server makes for one. The text has ${limits.marker} characters at most.`,
    { text: Type.Optional(Type.String({ maxLength: 2 * limits.marker })) },
    { text: 'decided' },
  ),
  record_consent: action(
    'record_consent',
    'Answers `record_consent_wanted`. Who has not agreed is in no track and not in the mix; the answer may be changed at any time.',
    { agree: Type.Boolean() },
    { agree: true },
  ),
  recordings: action(
    'recordings',
    'Asks for the recordings of the server that one may have: those one made, those of rooms one made, and those whose tokens one knows.',
    { keys: Type.Optional(Type.Array(RecordingKey, { maxItems: limits.recordingsListed })) },
    {},
  ),
  recording_fetch: action(
    'recording_data',
    'Asks for a piece of a recorded file, from `offset` on. `recording.json` is one of them and names the others.',
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
    'One frame: 16-bit little-endian mono at the rate of the server, round(rate x frame_ms / 1000) samples.',
    { bytes: Type.Integer(), codec: Type.Optional(Codec) },
    { bytes: 1920 },
    { payloadCap: limits.voicePayload, frequent: true },
  ),
  screen_share: action(
    'screen_share_response',
    "Lets the room see one's screen or camera. A person shares one thing at a time: another kind takes the place of the one before, and the same again changes nothing.",
    { kind: oneOf(...shareKinds) },
    { kind: 'screen' },
  ),
  screen_unshare: action(null, 'Ends what one shares, if anything. Leaving the room does, too.', {}, {}),
  screen_start_watching: action(
    null,
    'Asks for the pictures of somebody who shares, beginning with a keyframe; said again, for another keyframe. Several can be watched at once. A connection that breaks ends it.',
    { from: UserId },
    { from: 1 },
  ),
  screen_stop_watching: action(
    null,
    'Asks for no more pictures of somebody, or of anybody.',
    { from: Type.Optional(UserId) },
    { from: 1 },
  ),
  screen: action(
    null,
    'One picture of what one shares, or with `more` a part of it.',
    pictureFields,
    examplePicture,
    { payloadCap: limits.picturePayload, frequent: true },
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
