import type { Socket } from 'node:net'
import type { Clock } from '../lib/clock.ts'
import type { Action } from '../protocol/actions.ts'
import { brokenFraming } from '../protocol/errors.ts'
import type { Label } from '../protocol/labels.ts'
import type { Codec } from '../protocol/shapes.ts'
import { clientVocabulary } from '../protocol/vocabulary.ts'
import { Connection } from '../protocol/wire/connection.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { Password } from './accounts/password-hash.ts'
import type { ServerContext } from './context.ts'
import type { Log } from './log/log.ts'
import { Counters, Traffic, type TrafficTotals } from './metrics/counters.ts'
import type { ServerStatus } from './metrics/server-status.ts'
import type { BanStore } from './moderation/bans.ts'
import { Moderation } from './moderation/moderation.ts'
import type { OperatorToken } from './moderation/operator-token.ts'
import { bareAddress } from './net/addresses.ts'
import { ConnectionLog } from './net/connection-log.ts'
import { Listener, type ListenerOptions } from './net/listener.ts'
import { beginsWithTls } from './net/tls-acceptor.ts'
import type { Recordings } from './recording/recordings.ts'
import { Rooms } from './rooms/rooms.ts'
import { LoginThrottle } from './session/login-throttle.ts'
import { ResumeTokens } from './session/resume-tokens.ts'
import { Roster } from './session/roster.ts'
import { Session } from './session/session.ts'
import type { VoiceFormat } from './voice/encoded-mix.ts'

export interface ChatServerOptions extends ListenerOptions {
  voice: VoiceFormat
  /** What voice may be sent as, the preferred first. */
  codecs: readonly Codec[]
  clock: Clock
  log: Log
  /** What one must know to come in; null lets everybody in. */
  password: Password | null
  /** What makes one an operator. */
  operatorToken?: OperatorToken
  /** Names that are kept for their owners. */
  accounts?: Accounts | null
  /** Where bans are kept; without it they are forgotten with the server. */
  bans?: BanStore | null
  /** Where it records to; null records nothing. */
  recordings: Recordings | null
}

/** ms between two looks at clients that do not acknowledge. */
const PATIENCE_INTERVAL = 1_000
const NO_TLS_HERE = 'This server is not encrypted: connect without TLS, with chat-client by --no-tls'

/** Gives each connection a session, and ends them all when it closes. */
export class ChatServer {
  readonly context: ServerContext
  readonly #options: ChatServerOptions
  readonly #door: Listener
  readonly #since: number
  readonly #traffic = new Traffic()
  #stopLooking: () => void = () => {}
  #closing: Promise<void> | null = null

  constructor(options: ChatServerOptions) {
    this.#options = options
    const { voice, codecs, clock, password, identity, limits } = options
    this.#since = clock.now()
    const roster = new Roster()
    const counters = new Counters()
    const rooms = new Rooms(
      clock,
      () => roster.tellGreeted({ label: 'list_rooms', ...rooms.describe() }),
      (active) => roster.tellCurious({ label: 'room_activity', rooms: active }),
      counters,
      limits,
    )
    const { recordings, log } = options
    const { operatorToken = null, accounts = null, bans = null } = options
    const sessions = new Set<Session>()
    const absences = new Set<Session>()
    this.context = {
      ...{
        voice,
        codecs,
        clock,
        limits,
        roster,
        rooms,
        password,
        counters,
        loopBudget: rooms.loopBudget,
        recordings,
        sessions,
        absences,
        operatorToken,
        accounts,
      },
      fingerprint: identity?.fingerprint ?? null,
      resumeTokens: new ResumeTokens(),
      loginThrottle: new LoginThrottle(limits),
      moderation: new Moderation({ clock, rooms, sessions, absences, log, store: bans, limits }),
    }
    this.#door = new Listener(options, {
      came: (socket) => (identity ? this.#accept(socket) : this.#acceptUnencrypted(socket)),
      refused: (address, refusal) => {
        counters.refused[refusal.reason]++
        options.log.write('refused', { address, ...refusal })
      },
      failed: ({ message }) => options.log.write('accept_failed', { message }),
      scarce: (scarce, limit) =>
        options.log.write(scarce ? 'accepting_paused' : 'accepting_resumed', { limit }),
    })
  }

  /**
   * Begins to listen.
   * @param host null for all addresses.
   * @returns the port, which was picked where 0 was asked for.
   * @throws the error of the socket, such as EADDRINUSE.
   */
  async listen(port: number, host: string | null): Promise<number> {
    const picked = await this.#door.listen(port, host)
    this.#look()
    return picked
  }

  /** The address at which it listens, `::` or `0.0.0.0` where at all; null where it does not listen. */
  get address(): string | null {
    return this.#door.address
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#door.connections
  }

  status(): ServerStatus {
    const { rooms, absences } = this.context
    const all = rooms.all()
    return {
      state: this.#state,
      uptime: this.#options.clock.now() - this.#since,
      connections: this.connections,
      places: this.#options.places.connections,
      rooms: all.length,
      participants: all.reduce((sum, room) => sum + room.size, 0),
      talkers: all.reduce((sum, room) => sum + room.mixer.talkers, 0),
      absent: absences.size,
    }
  }

  /** What went over all connections there are and were. */
  traffic(): TrafficTotals {
    return this.#traffic.totals()
  }

  get #state(): ServerStatus['state'] {
    if (this.#closing) return 'ending'
    if (this.#door.closed) return 'draining'
    return this.#door.scarce ? 'short of descriptors' : 'open'
  }

  /** Refuses newcomers from now on, and tells them why; null takes them in again. */
  closeTo(why: string | null): void {
    this.#door.closeTo(why)
  }

  /** Tells everybody, sends what is queued, closes all connections. Calling it again waits for the same end. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#stopLooking()
    const closed = this.#door.close()
    const { roster, sessions, absences, rooms, recordings } = this.context
    // Before anybody goes: a recorder is told what became of it.
    await recordings?.close()
    roster.tellAll({ label: 'terminate' })
    for (const session of [...sessions, ...absences]) session.close()
    rooms.close()
    await closed
  }

  #acceptUnencrypted(socket: Socket): void {
    // Before the connection reads the same bytes, and finds no sense in them.
    socket.once('data', (bytes) => {
      if (beginsWithTls(bytes)) connection.refuse(brokenFraming(NO_TLS_HERE))
    })
    const connection = this.#accept(socket)
  }

  #accept(socket: Socket): Connection<Action, Label> {
    const { clock, log, voice, limits } = this.#options
    const connection = new Connection<Action, Label>(socket, {
      vocabulary: clientVocabulary(),
      clock,
      maxLine: limits.strangerLine,
      frameMs: voice.frameMs,
      limits,
    })
    const address = bareAddress(socket.remoteAddress)
    const connectionLog = new ConnectionLog(address, socket.remotePort ?? 0, log)
    const session = new Session(connection, this.context, connectionLog, address)
    const forget = this.#traffic.follow(socket, connection.stats)
    this.context.counters.connections++
    this.context.sessions.add(session)
    session.serve(() => {
      this.context.sessions.delete(session)
      forget()
    })
    return connection
  }

  #look(): void {
    this.#stopLooking = this.#options.clock.after(PATIENCE_INTERVAL, () => {
      for (const session of this.context.sessions) session.checkPatience()
      this.#door.poll()
      this.#look()
    })
  }
}
