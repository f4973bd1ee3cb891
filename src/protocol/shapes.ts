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

export const Password = Type.String({ maxLength: limits.password })

/** The text of a chat message as it is sent; the server counts code points and cleans it. */
export const ChatText = Type.String({ maxLength: 2 * limits.text })

export const Codec = Type.Union([Type.Literal('pcm'), Type.Literal('opus')])
export type Codec = Static<typeof Codec>

/** What a person may ask voice to be sent as; auto is the best that both sides know. */
export const codecChoices = ['auto', 'opus', 'pcm'] as const
export type CodecChoice = (typeof codecChoices)[number]

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
