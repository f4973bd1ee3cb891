import type { Clock } from '../../lib/clock.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { Codec } from '../../protocol/shapes.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Password } from '../accounts/password-hash.ts'
import type { LoopBudget } from '../limits/loop-budget.ts'
import type { Counters } from '../metrics/counters.ts'
import type { Moderation } from '../moderation/moderation.ts'
import type { OperatorToken } from '../moderation/operator-token.ts'
import type { Recordings } from '../recording/recordings.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { VoiceFormat } from '../voice/encoded-mix.ts'
import type { ClientSession } from './client-session.ts'
import type { LoginThrottle } from './login-throttle.ts'
import type { ResumeTokens } from './resume-tokens.ts'
import type { Roster } from './roster.ts'

/** What all sessions of a server share. */
export interface ServerContext {
  readonly voice: VoiceFormat
  /** Codecs in which voice may be sent, the preferred first. */
  readonly codecs: readonly Codec[]
  readonly clock: Clock
  /** Limits on what clients may do; the operator may have overridden those of the contract. */
  readonly limits: Limits
  readonly roster: Roster
  readonly rooms: Rooms
  readonly resumeTokens: ResumeTokens<ClientSession>
  /** Sessions with a connection. */
  readonly sessions: Set<ClientSession>
  /** Sessions whose connection broke and that may be resumed. */
  readonly absences: Set<ClientSession>
  /** The password of the server; null requires none. */
  readonly password: Password | null
  readonly loginThrottle: LoginThrottle
  readonly moderation: Moderation
  /** Registered names; null where the server keeps none. */
  readonly accounts: Accounts | null
  /** SHA-256 of the server's public key in hex; null without TLS. */
  readonly fingerprint: string | null
  /** The token that makes a client an operator; null where there is none. */
  readonly operatorToken: OperatorToken | null
  /** The recordings of the server; null where it records nothing. */
  readonly recordings: Recordings | null
  readonly counters: Counters
  /** Time per turn of the event loop, shared by requests of clients and pictures. */
  readonly loopBudget: LoopBudget
}
