import type { Duplex } from 'node:stream'
import type { Clock } from '../lib/clock.ts'
import type { Action } from '../protocol/actions.ts'
import type { Label } from '../protocol/labels.ts'
import type { Limits } from '../protocol/limits.ts'
import type { Codec } from '../protocol/shapes.ts'
import { clientVocabulary } from '../protocol/vocabulary.ts'
import { Connection } from '../protocol/wire/connection.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { Password } from './accounts/password-hash.ts'
import { perform } from './handlers/table.ts'
import type { Log } from './log/log.ts'
import { Counters } from './metrics/counters.ts'
import type { BanStore } from './moderation/bans.ts'
import { Moderation } from './moderation/moderation.ts'
import type { OperatorToken } from './moderation/operator-token.ts'
import { ConnectionLog } from './net/connection-log.ts'
import type { Recordings } from './recording/recordings.ts'
import { Rooms } from './rooms/rooms.ts'
import type { ClientSession } from './session/client-session.ts'
import { LoginThrottle } from './session/login-throttle.ts'
import { ResumeTokens } from './session/resume-tokens.ts'
import { Roster } from './session/roster.ts'
import type { ServerContext } from './session/server-context.ts'
import { Session } from './session/session.ts'
import type { VoiceFormat } from './voice/encoded-mix.ts'

export interface ContextOptions {
  voice: VoiceFormat
  /** Codecs in which voice may be sent, the preferred first. */
  codecs: readonly Codec[]
  clock: Clock
  log: Log
  /** Limits on what clients may do. */
  limits: Limits
  /** The password of the server; null requires none. */
  password: Password | null
  /** What the server identifies itself with by TLS; null without TLS. */
  identity: { readonly fingerprint: string } | null
  /** The token that makes a client an operator. */
  operatorToken?: OperatorToken | null
  /** Registered names. */
  accounts?: Accounts | null
  /** Where bans are kept; without it they are lost when the server ends. */
  bans?: BanStore | null
  /** The recordings of the server; null records nothing. */
  recordings: Recordings | null
}

/** Builds and connects what all sessions of a server share. */
export function createContext(options: ContextOptions): ServerContext {
  const { voice, codecs, clock, log, limits, password, recordings } = options
  const { operatorToken = null, accounts = null, bans = null } = options
  const roster = new Roster()
  const counters = new Counters()
  const rooms = new Rooms(
    clock,
    () => roster.tellGreeted({ label: 'list_rooms', ...rooms.describe() }),
    (active) => roster.tellCurious({ label: 'room_activity', rooms: active }),
    counters,
    limits,
  )
  const sessions = new Set<ClientSession>()
  const absences = new Set<ClientSession>()
  return {
    voice,
    codecs,
    clock,
    limits,
    roster,
    rooms,
    sessions,
    absences,
    password,
    accounts,
    operatorToken,
    recordings,
    counters,
    loopBudget: rooms.loopBudget,
    fingerprint: options.identity?.fingerprint ?? null,
    resumeTokens: new ResumeTokens(),
    loginThrottle: new LoginThrottle(limits),
    moderation: new Moderation({ clock, sessions, absences, log, store: bans, limits }),
  }
}

/** Where a client connects from, and what observes its connection. */
export interface ClientOrigin {
  /** Without the IPv6 prefix of an IPv4 address. */
  readonly address: string
  readonly port: number
  readonly log: Log
  /** Called once, when the connection is over. */
  closed(): void
}

/** Gives a client's connection a session and begins to serve it. */
export function acceptClient(
  stream: Duplex,
  context: ServerContext,
  { address, port, log, closed }: ClientOrigin,
): { session: Session; connection: Connection<Action, Label> } {
  const { clock, limits, voice, counters, sessions } = context
  const connection = new Connection<Action, Label>(stream, {
    vocabulary: clientVocabulary(),
    clock,
    maxLine: limits.strangerLine,
    frameMs: voice.frameMs,
    limits,
  })
  const session = new Session(connection, context, new ConnectionLog(address, port, log), address, perform)
  counters.connections++
  sessions.add(session)
  session.serve(() => {
    sessions.delete(session)
    closed()
  })
  return { session, connection }
}
