import { type Static, Type } from '@sinclair/typebox'
import { limits } from './limits.ts'

/** Shapes that several messages share. */

export const UserId = Type.Integer({ minimum: 1 })

/** What everybody in a room may know of a participant. */
export const User = Type.Object({
  id: UserId,
  name: Type.String(),
  muted: Type.Boolean(),
  deafened: Type.Boolean(),
  sharing: Type.Boolean(),
  recording: Type.Boolean(),
  host: Type.Optional(Type.Boolean({ description: 'made the room, or was handed it' })),
  registered: Type.Optional(Type.Boolean({ description: 'proved that the name is theirs' })),
  operator: Type.Optional(Type.Boolean({ description: 'may moderate everywhere' })),
  muted_by_host: Type.Optional(
    Type.Boolean({ description: 'nobody is to hear them, by a host or operator' }),
  ),
  reconnecting: Type.Optional(
    Type.Boolean({ description: 'the connection broke; may come back within 60 s' }),
  ),
  recorded: Type.Optional(
    Type.Boolean({ description: 'agreed, and is recorded by the server with a track of their own' }),
  ),
})
export type User = Static<typeof User>

/** A room as a list shows it. */
export const RoomDetails = Type.Object({
  room: Type.String(),
  users: Type.Integer(),
  locked: Type.Boolean({ description: 'needs a password' }),
  temporary: Type.Boolean({ description: 'goes when the last one leaves' }),
  closed: Type.Optional(Type.Boolean({ description: 'nobody else may come in now' })),
  said: Type.Integer({ description: 'messages to all so far; 0 where a password is needed' }),
})
export type RoomDetails = Static<typeof RoomDetails>

/** What a recording is called: the names of two folders, which lead nowhere else. */
export const RecordingId = Type.String({
  maxLength: 96,
  pattern: '^[a-z0-9-]+/\\d{4}-\\d\\d-\\d\\d_\\d\\d-\\d\\d-\\d\\d(_\\d+)?$',
})

export const RecordingToken = Type.String({ maxLength: 64 })

/** A recording, and what lets one have it. */
export const RecordingKey = Type.Object({ recording: RecordingId, token: RecordingToken })
export type RecordingKey = Static<typeof RecordingKey>

/** A recording as a list shows it. */
export const RecordingSummary = Type.Object({
  recording: RecordingId,
  room: Type.String(),
  started: Type.String({ description: 'ISO 8601' }),
  seconds: Type.Number(),
  files: Type.Integer(),
  bytes: Type.Integer({ description: 'of all files' }),
})
export type RecordingSummary = Static<typeof RecordingSummary>

/** Somebody by id and name. */
export const Person = Type.Object({ id: UserId, name: Type.String() })

export const Password = Type.String({ maxLength: limits.password })

/** The text of a chat message as it is sent; the server counts code points and cleans it. */
export const ChatText = Type.String({ maxLength: 2 * limits.text })

export const Codec = Type.Union([Type.Literal('pcm'), Type.Literal('opus')])
export type Codec = Static<typeof Codec>

/** What a person may ask voice to be sent as; auto is the best that both sides know. */
export const codecChoices = ['auto', 'opus', 'pcm'] as const
export type CodecChoice = (typeof codecChoices)[number]

/** What somebody lets others see. */
export const shareKinds = ['screen', 'camera'] as const
export type ShareKind = (typeof shareKinds)[number]

const Offset = Type.Integer({ minimum: 0, maximum: limits.pictureSide })
const Side = Type.Integer({ minimum: 1, maximum: limits.pictureSide })

/** What is told of a picture, or of a part of one, in either direction. */
export const pictureFields = {
  seq: Type.Integer({ minimum: 0, description: 'the same for all messages of one picture' }),
  width: Side,
  height: Side,
  keyframe: Type.Boolean({ description: 'needs no picture before it' }),
  rects: Type.Array(
    Type.Object({ x: Offset, y: Offset, w: Side, h: Side, bytes: Type.Integer({ minimum: 1 }) }),
    { minItems: 1, maxItems: limits.pictureRects, description: 'what changed, a JPEG of `bytes` each' },
  ),
  more: Type.Optional(Type.Boolean({ description: 'more of this picture follows' })),
  bytes: Type.Integer({ description: 'of all JPEGs, which follow one another' }),
}

/** An example of them. */
export const examplePicture = {
  seq: 1,
  width: 640,
  height: 480,
  keyframe: true,
  rects: [{ x: 0, y: 0, w: 640, h: 480, bytes: 11_000 }],
  bytes: 11_000,
}

/** A union of literal strings, for statuses. */
export function oneOf<const Words extends readonly string[]>(...words: Words) {
  return Type.Unsafe<Words[number]>(Type.Union(words.map((word) => Type.Literal(word))))
}

/** An example user, for the tables. */
export const ann: User = {
  id: 1,
  name: 'Ann',
  muted: false,
  deafened: false,
  sharing: false,
  recording: false,
}
