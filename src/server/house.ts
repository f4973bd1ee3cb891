import type { Clock } from '../clock.ts'
import type { Codec } from '../protocol/shapes.ts'
import type { Password } from './password.ts'
import type { People } from './people.ts'
import type { Resumptions } from './resumptions.ts'
import type { Rooms } from './rooms.ts'
import type { Session } from './session.ts'
import type { Tally } from './tally.ts'
import type { VoiceFormat } from './voice-stream.ts'
import type { WrongPasswords } from './wrong-passwords.ts'

/** What all sessions of a server share. */
export interface House {
  readonly voice: VoiceFormat
  /** What voice may be sent as, the preferred first. */
  readonly codecs: readonly Codec[]
  readonly clock: Clock
  readonly people: People
  readonly rooms: Rooms
  readonly resumptions: Resumptions
  /** Sessions with a connection. */
  readonly sessions: Set<Session>
  /** Sessions whose connection broke and that may come back. */
  readonly absences: Set<Session>
  /** What one must know to come in; null lets everybody in. */
  readonly password: Password | null
  readonly wrongPasswords: WrongPasswords
  readonly tally: Tally
}
