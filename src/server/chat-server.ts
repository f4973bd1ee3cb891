import type { Socket } from 'node:net'
import type { Action } from '../protocol/actions.ts'
import { brokenFraming } from '../protocol/errors.ts'
import type { Label } from '../protocol/labels.ts'
import type { Connection } from '../protocol/wire/connection.ts'
import { acceptClient, type ContextOptions, createContext } from './context.ts'
import { Traffic, type TrafficTotals } from './metrics/counters.ts'
import type { ServerStatus } from './metrics/server-status.ts'
import { bareAddress } from './net/addresses.ts'
import { Listener, type ListenerOptions } from './net/listener.ts'
import { beginsWithTls } from './net/tls-acceptor.ts'
import type { ServerContext } from './session/server-context.ts'

export type ChatServerOptions = ListenerOptions & ContextOptions

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
    const { clock, identity } = options
    this.#since = clock.now()
    this.context = createContext(options)
    const { counters } = this.context
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
    const { connection } = acceptClient(socket, this.context, {
      address: bareAddress(socket.remoteAddress),
      port: socket.remotePort ?? 0,
      log: this.#options.log,
      closed: () => forget(),
    })
    const forget = this.#traffic.follow(socket, connection.stats)
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
