import type { Clock } from '../clock.ts'
import type { Limits } from '../protocol/limits.ts'
import type { Codec } from '../protocol/shapes.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { Moderation } from './moderation/moderation.ts'
import type { OperatorToken } from './moderation/operator-token.ts'
import type { Password } from './password.ts'
import type { People } from './people.ts'
import type { Recordings } from './recording/recordings.ts'
import type { Resumptions } from './resumptions.ts'
import type { Rooms } from './rooms.ts'
import type { Session } from './session.ts'
import type { Tally } from './tally.ts'
import type { Turn } from './turn.ts'
import type { VoiceFormat } from './voice-stream.ts'
import type { WrongPasswords } from './wrong-passwords.ts'

/** What all sessions of a server share. */
export interface House {
  readonly voice: VoiceFormat
  /** What voice may be sent as, the preferred first. */
  readonly codecs: readonly Codec[]
  readonly clock: Clock
  /** What is held against clients; the operator may have chosen other values than the table's. */
  readonly limits: Limits
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
  readonly moderation: Moderation
  /** Names that are kept for their owners; null where none are. */
  readonly accounts: Accounts | null
  /** SHA-256 of the server's public key in hex; null without TLS. */
  readonly fingerprint: string | null
  /** What makes one an operator; null where nothing does. */
  readonly operatorToken: OperatorToken | null
  /** Where the server records to; null where it records nothing. */
  readonly recordings: Recordings | null
  readonly tally: Tally
  /** Of the event loop, which what clients ask for shares with pictures. */
  readonly turn: Turn
}
