import { type Static, Type } from '@sinclair/typebox'
import { limits } from './limits.ts'
import { SECRET } from './secrets.ts'

/** A user of the server. Ids are not reused while the server runs. */
export const UserId = Type.Integer({ minimum: 1 })

/** A participant, as everyone in the room sees them. */
export const User = Type.Object({
  id: UserId,
  name: Type.String(),
  muted: Type.Boolean(),
  deafened: Type.Boolean(),
  sharing: Type.Boolean(),
  recording: Type.Boolean(),
  host: Type.Optional(Type.Boolean({ description: 'created the room, or was made its host' })),
  registered: Type.Optional(Type.Boolean({ description: 'logged in to the account of this name' })),
  person: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'id of an earlier user in the room who is the same person, by their account',
    }),
  ),
  operator: Type.Optional(Type.Boolean({ description: 'may moderate everywhere' })),
  muted_by_host: Type.Optional(Type.Boolean({ description: 'muted for everyone by a host or operator' })),
  hand: Type.Optional(Type.Boolean({ description: 'raised their hand' })),
  reconnecting: Type.Optional(Type.Boolean({ description: 'connection lost; the session can be resumed within 60 s' })),
  held: Type.Optional(Type.Boolean({ description: 'in a call; returns after it' })),
  recorded: Type.Optional(Type.Boolean({ description: 'consented, and is recorded by the server now' })),
})
export type User = Static<typeof User>

/** A room in a list. */
export const RoomDetails = Type.Object({
  room: Type.String(),
  users: Type.Integer(),
  locked: Type.Boolean({ description: 'requires a password' }),
  temporary: Type.Boolean({ description: 'removed when the last participant leaves' }),
  closed: Type.Optional(Type.Boolean({ description: 'locked by its host' })),
  said: Type.Integer({ description: 'number of chat messages to the room so far; 0 if it requires a password' }),
})
export type RoomDetails = Static<typeof RoomDetails>

/** The id of a recording: the names of its two folders. The pattern rules out any other path. */
export const RecordingId = Type.String({
  maxLength: 96,
  pattern: '^[a-z0-9-]+/\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d(_\\d+)?$',
})

/** The secret with which a recording can be downloaded from any connection. */
export const RecordingToken = Type.String({ ...SECRET, maxLength: 64 })

/** A recording and the token to download it with. */
export const RecordingKey = Type.Object({ recording: RecordingId, token: RecordingToken })
export type RecordingKey = Static<typeof RecordingKey>

/** A recording in a list. */
export const RecordingSummary = Type.Object({
  recording: RecordingId,
  room: Type.String(),
  started: Type.String({ description: 'ISO 8601' }),
  seconds: Type.Number(),
  files: Type.Integer(),
  bytes: Type.Integer({ description: 'total size of the files' }),
  ready: Type.Optional(
    Type.Boolean({ description: 'false while the server completes it, after it died during the recording' }),
  ),
})
export type RecordingSummary = Static<typeof RecordingSummary>

/** A user by id and name. */
export const Person = Type.Object({ id: UserId, name: Type.String() })
export type Person = Static<typeof Person>

/** A password of a room or an account. */
export const Password = Type.String({ ...SECRET, maxLength: limits.password })

/**
 * The text of a chat message. The length here is in UTF-16 units; the server also limits code points, and removes
 * control characters.
 */
export const ChatText = Type.String({ maxLength: 2 * limits.text })
/** The sender's own mark of a message, by which the server knows it again. */
export const SayKey = Type.String({ minLength: 1, maxLength: 32 })

/** How voice is encoded: 16-bit little-endian samples, or Opus packets (RFC 6716). */
export const Codec = Type.Union([Type.Literal('pcm'), Type.Literal('opus')])
export type Codec = Static<typeof Codec>
/** The codec of a frame of voice that names none. */
export const DEFAULT_CODEC = 'pcm' satisfies Codec

/** The values of the codec setting. `auto`: Opus if both sides support it, else PCM. */
export const codecChoices = ['auto', 'opus', 'pcm'] as const
export type CodecChoice = (typeof codecChoices)[number]

/** What can be shared. */
export const shareKinds = ['screen', 'camera'] as const
export type ShareKind = (typeof shareKinds)[number]

const Offset = Type.Integer({ minimum: 0, maximum: limits.pictureSide })
const Side = Type.Integer({ minimum: 1, maximum: limits.pictureSide })

/** The fields of a picture, or of a part of one, in either direction. Pixels and bytes. */
export const pictureFields = {
  seq: Type.Integer({ minimum: 0, description: 'the same for all messages of one picture' }),
  width: Side,
  height: Side,
  keyframe: Type.Boolean({ description: 'does not depend on an earlier picture' }),
  rects: Type.Array(Type.Object({ x: Offset, y: Offset, w: Side, h: Side, bytes: Type.Integer({ minimum: 1 }) }), {
    minItems: 1,
    maxItems: limits.pictureRects,
    description: 'the changed rectangles, each a JPEG of `bytes`',
  }),
  more: Type.Optional(Type.Boolean({ description: 'further parts of this picture follow' })),
  bytes: Type.Integer({ description: 'total size of the JPEGs, which are concatenated in the payload' }),
}

/** An example of `pictureFields`, for the tables. */
export const examplePicture = {
  seq: 1,
  width: 640,
  height: 480,
  keyframe: true,
  rects: [{ x: 0, y: 0, w: 640, h: 480, bytes: 11_000 }],
  bytes: 11_000,
}

/** A schema for one of several literal strings, such as a status. */
export function oneOf<const Words extends readonly string[]>(...words: Words) {
  return Type.Unsafe<Words[number]>(Type.Union(words.map((word) => Type.Literal(word))))
}

/** An example user, for the tables. */
export const ann: User = { id: 1, name: 'Ann', muted: false, deafened: false, sharing: false, recording: false }
