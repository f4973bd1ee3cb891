import type { Clock } from '../lib/clock.ts'
import type { Limits } from '../protocol/limits.ts'
import type { Codec } from '../protocol/shapes.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { Password } from './accounts/password-hash.ts'
import type { LoopBudget } from './limits/loop-budget.ts'
import type { Counters } from './metrics/counters.ts'
import type { Moderation } from './moderation/moderation.ts'
import type { OperatorToken } from './moderation/operator-token.ts'
import type { Recordings } from './recording/recordings.ts'
import type { Rooms } from './rooms/rooms.ts'
import type { LoginThrottle } from './session/login-throttle.ts'
import type { ResumeTokens } from './session/resume-tokens.ts'
import type { Roster } from './session/roster.ts'
import type { Session } from './session/session.ts'
import type { VoiceFormat } from './voice/encoded-mix.ts'

/** What all sessions of a server share. */
export interface ServerContext {
  readonly voice: VoiceFormat
  /** What voice may be sent as, the preferred first. */
  readonly codecs: readonly Codec[]
  readonly clock: Clock
  /** What is held against clients; the operator may have chosen other values than the table's. */
  readonly limits: Limits
  readonly roster: Roster
  readonly rooms: Rooms
  readonly resumeTokens: ResumeTokens
  /** Sessions with a connection. */
  readonly sessions: Set<Session>
  /** Sessions whose connection broke and that may come back. */
  readonly absences: Set<Session>
  /** What one must know to come in; null lets everybody in. */
  readonly password: Password | null
  readonly loginThrottle: LoginThrottle
  readonly moderation: Moderation
  /** Names that are kept for their owners; null where none are. */
  readonly accounts: Accounts | null
  /** SHA-256 of the server's public key in hex; null without TLS. */
  readonly fingerprint: string | null
  /** What makes one an operator; null where nothing does. */
  readonly operatorToken: OperatorToken | null
  /** Where the server records to; null where it records nothing. */
  readonly recordings: Recordings | null
  readonly counters: Counters
  /** Of the event loop, which what clients ask for shares with pictures. */
  readonly loopBudget: LoopBudget
}
