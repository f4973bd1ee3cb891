import type { Duplex } from 'node:stream'
import type { Clock } from '../lib/clock.ts'
import { SteadyDate } from '../lib/steady-date.ts'
import type { Action } from '../protocol/actions.ts'
import type { Label } from '../protocol/labels.ts'
import type { Limits } from '../protocol/limits.ts'
import type { Codec } from '../protocol/shapes.ts'
import { clientVocabulary } from '../protocol/vocabulary.ts'
import { Connection } from '../protocol/wire/connection.ts'
import type { ScryptCost } from './accounts/account-store.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { Password } from './accounts/password.ts'
import { PASSWORD_COST } from './accounts/password-hash.ts'
import { CallMemory } from './calls/call-memory.ts'
import { CalledSessions } from './calls/called-sessions.ts'
import { Calls } from './calls/calls.ts'
import { People } from './calls/people.ts'
import { perform } from './handlers/table.ts'
import type { HistoryFolder } from './history/history-folder.ts'
import { SlowWork } from './limits/slow-work.ts'
import type { Log } from './log/log.ts'
import { Counters } from './metrics/counters.ts'
import type { Ban, BanStore } from './moderation/bans.ts'
import { Moderation } from './moderation/moderation.ts'
import type { OperatorToken } from './moderation/operator-token.ts'
import { isOwnMachine } from './net/addresses.ts'
import { ConnectionLog } from './net/connection-log.ts'
import type { Recordings } from './recording/recordings.ts'
import { Rooms } from './rooms/rooms.ts'
import type { ClientSession } from './session/client-session.ts'
import { DetachedSessions } from './session/detached-sessions.ts'
import { LoginThrottle } from './session/login-throttle.ts'
import { ResumeTokens } from './session/resume-tokens.ts'
import { Roster } from './session/roster.ts'
import type { ServerContext } from './session/server-context.ts'
import { Session } from './session/session.ts'
import type { VoiceFormat } from './voice/encoded-mix.ts'

export interface ContextOptions {
  voice: VoiceFormat
  /** Codecs that voice may be sent in, in order of preference. */
  codecs: readonly Codec[]
  clock: Clock
  log: Log
  /** Limits on what clients may do. */
  limits: Limits
  /** The server's password; null: none. */
  password: Password | null
  /** At which passwords of accounts are hashed; default: that of OWASP. */
  passwordCost?: ScryptCost
  /** The server's TLS identity; null without TLS. */
  identity: { readonly fingerprint: string } | null
  /** The token that makes a client an operator; default: none. */
  operatorToken?: OperatorToken | null
  /** Registered names; default: accounts are disabled. */
  accounts?: Accounts | null
  /** Stores bans from the server; default: in memory only. */
  bans?: BanStore | null
  /** The server's recordings; null disables recording. */
  recordings: Recordings | null
  /** Where the histories of rooms are kept; default: in memory. */
  history?: HistoryFolder | null
  /** URLs of the web client, the likeliest first; default: none is served. */
  pages?: () => readonly string[]
  /** The load of the event loop, as `TalkerSelection` asks for it; default: never overloaded. */
  load?: () => number
}

/** Creates and connects everything that the sessions of a server share. */
export function createContext(options: ContextOptions): ServerContext {
  const { voice, codecs, clock, log, limits, password, recordings } = options
  const { operatorToken = null, accounts = null, bans = null } = options
  const roster = new Roster()
  const counters = new Counters()
  const rooms = new Rooms(
    clock,
    () => {
      roster.sendToGreeted({ label: 'list_rooms', ...rooms.describe() })
      people.changed()
    },
    (active) => roster.sendToCurious({ label: 'room_activity', rooms: active }),
    counters,
    limits,
    {
      load: options.load,
      recordersChanged: ({ name: room }, { on, by: { id: user, name }, recording }) =>
        log.write(on ? 'recording_started' : 'recording_ended', {
          ...{ room, user, name, tracks: recording !== undefined },
          ...(recording === undefined ? {} : { recording }),
        }),
    },
  )
  const dates = new SteadyDate(clock, (ms) => keepLifetimes(ms))
  const sessions = new Set<ClientSession>()
  const absences = new DetachedSessions(limits)
  const banned = (ban: Ban, room: { readonly name: string } | null) => {
    for (const one of room ? [rooms.find(room.name)] : rooms.all()) one?.history?.ban(ban, clock.date())
  }
  const moderation = new Moderation({ dates, sessions, absences, log, store: bans, limits, banned })
  const called = new CalledSessions(() => [...sessions, ...absences].filter(({ participant }) => !participant.left))
  const callMemory = new CallMemory(accounts)
  const calls: Calls = new Calls({
    ...{ clock, limits, log, rooms, voice, counters, sessions: called, memory: callMemory },
    changed: () => people.changed(),
  })
  const people: People = new People({
    ...{ clock, sessions: called, longestText: limits.presenceText, busy: () => calls.busy() },
  })
  const keepLifetimes = (ms: number) => {
    log.write('clock_jumped', { ms })
    void moderation.bans.restamp()
    // The log has the reason of a failure.
    accounts?.clockJumped(ms).catch(() => {})
  }
  return {
    voice,
    codecs,
    clock,
    dates,
    log,
    limits,
    roster,
    rooms,
    histories: options.history ?? null,
    people,
    calls,
    callMemory,
    sessions,
    absences,
    password,
    passwordCost: options.passwordCost ?? PASSWORD_COST,
    accounts,
    operatorToken,
    recordings,
    counters,
    loopBudget: rooms.loopBudget,
    pages: options.pages ?? (() => []),
    fingerprint: options.identity?.fingerprint ?? null,
    resumeTokens: new ResumeTokens(),
    loginThrottle: new LoginThrottle({ most: limits.wrongPasswords, window: limits.wrongPasswordWindow }),
    newPasswordThrottle: new LoginThrottle({ most: limits.newPasswords, window: limits.newPasswordWindow }),
    slowWork: new SlowWork(),
    moderation,
  }
}

/** The origin of a client's connection, and its observers. */
export interface ClientOrigin {
  /** Without the IPv6 prefix of an IPv4 address. */
  readonly address: string
  readonly port: number
  readonly encrypted: boolean
  /** Origin of the page that opened the connection; default: it is no page. */
  readonly page?: string | null
  /** When the client connected, in ms of the monotonic clock; default: now. */
  readonly since?: number
  readonly log: Log
  /** Called once, when the connection is closed. */
  closed(): void
}

/** Creates a session for a client's connection and starts serving it. */
export function acceptClient(
  stream: Duplex,
  context: ServerContext,
  { address, port, encrypted, page = null, since, log, closed }: ClientOrigin,
): { session: Session; connection: Connection<Action, Label> } {
  const { clock, limits, voice, counters, sessions } = context
  const connection = new Connection<Action, Label>(stream, {
    vocabulary: clientVocabulary(),
    clock,
    maxLine: limits.strangerLine,
    frameMs: voice.frameMs,
    limits,
  })
  // On the way to the own machine nobody can read along.
  const exposed = !encrypted && context.fingerprint !== null && !isOwnMachine(address)
  const origin = { address, since: since ?? clock.now(), encrypted, page, exposed }
  const session = new Session(connection, context, new ConnectionLog(address, port, log), origin, perform)
  counters.connections++
  sessions.add(session)
  session.serve(() => {
    sessions.delete(session)
    closed()
  })
  return { session, connection }
}
