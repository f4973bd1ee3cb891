import type { Clock } from '../../lib/clock.ts'
import type { SteadyDate } from '../../lib/steady-date.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { Codec } from '../../protocol/shapes.ts'
import type { ScryptCost } from '../accounts/account-store.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Password } from '../accounts/password.ts'
import type { CallMemory } from '../calls/call-memory.ts'
import type { Calls } from '../calls/calls.ts'
import type { People } from '../calls/people.ts'
import type { HistoryFolder } from '../history/history-folder.ts'
import type { LoopBudget } from '../limits/loop-budget.ts'
import type { SlowWork } from '../limits/slow-work.ts'
import type { Log } from '../log/log.ts'
import type { Counters } from '../metrics/counters.ts'
import type { Moderation } from '../moderation/moderation.ts'
import type { OperatorToken } from '../moderation/operator-token.ts'
import type { Recordings } from '../recording/recordings.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { VoiceFormat } from '../voice/encoded-mix.ts'
import type { ClientSession } from './client-session.ts'
import type { DetachedSessions } from './detached-sessions.ts'
import type { LoginThrottle } from './login-throttle.ts'
import type { ResumeTokens } from './resume-tokens.ts'
import type { Roster } from './roster.ts'

/** What all sessions of a server share. */
export interface ServerContext {
  readonly voice: VoiceFormat
  /** Codecs that voice may be sent in, in order of preference. */
  readonly codecs: readonly Codec[]
  readonly clock: Clock
  /** The date for lifetimes, such as that of a ban: a jump of the wall clock does not change it. */
  readonly dates: SteadyDate
  /** The log, for events that concern no connection. */
  readonly log: Log
  /** Limits on what clients may do; the operator may have overridden those of the contract. */
  readonly limits: Limits
  readonly roster: Roster
  readonly rooms: Rooms
  /** Where the histories of rooms are kept; null: in memory. */
  readonly histories: HistoryFolder | null
  readonly people: People
  readonly calls: Calls
  readonly callMemory: CallMemory
  readonly resumeTokens: ResumeTokens<ClientSession>
  /** Sessions with a connection. */
  readonly sessions: Set<ClientSession>
  /** Sessions without a connection that may be resumed. */
  readonly absences: DetachedSessions
  /** The server's password; null: none. */
  readonly password: Password | null
  /** At which passwords of accounts are hashed. */
  readonly passwordCost: ScryptCost
  /** Counts wrong passwords, tokens, keys and codes. */
  readonly loginThrottle: LoginThrottle
  /** Counts new passwords and new accounts. */
  readonly newPasswordThrottle: LoginThrottle
  /** Hashes passwords, in turns. */
  readonly slowWork: SlowWork
  readonly moderation: Moderation
  /** Registered names; null when accounts are disabled. */
  readonly accounts: Accounts | null
  /** SHA-256 of the server's public key in hex; null without TLS. */
  readonly fingerprint: string | null
  /** URLs of the web client at present, the likeliest first; empty where none is served. */
  pages(): readonly string[]
  /** The token that makes a client an operator; null: none. */
  readonly operatorToken: OperatorToken | null
  /** The server's recordings; null when recording is disabled. */
  readonly recordings: Recordings | null
  readonly counters: Counters
  /** Time per turn of the event loop, shared by requests of clients and pictures. */
  readonly loopBudget: LoopBudget
}
