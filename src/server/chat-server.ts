import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { acceptClient, type ContextOptions, createContext } from './context.ts'
import { Traffic, type TrafficTotals } from './metrics/counters.ts'
import type { ServerStatus } from './metrics/server-status.ts'
import { bareAddress } from './net/addresses.ts'
import { refuseHttp } from './net/http-refusal.ts'
import { Listener, type ListenerOptions } from './net/listener.ts'
import type { Arrival } from './net/protocol-detector.ts'
import type { ServerContext } from './session/server-context.ts'
import { type WebPages, WebServer } from './web/web-server.ts'

export type ChatServerOptions = ListenerOptions &
  ContextOptions & {
    /** The web client; default: none. */
    web?: WebPages | null
  }

/** ms between two checks for clients that time out. */
const PATIENCE_INTERVAL = 1_000

/** The server: accepts connections, gives each a session, and ends all sessions when it closes. */
export class ChatServer {
  readonly context: ServerContext
  readonly #options: ChatServerOptions
  readonly #listener: Listener
  readonly #web: WebServer | null
  readonly #since: number
  readonly #traffic = new Traffic()
  #cancelPoll: () => void = () => {}
  #closing: Promise<void> | null = null

  constructor(options: ChatServerOptions) {
    this.#options = options
    const { clock } = options
    this.#since = clock.now()
    this.context = createContext(options)
    const { counters } = this.context
    this.#web = options.web
      ? new WebServer(options.web, {
          clock,
          limits: options.limits,
          redirects: options.identity !== null,
          connected: (stream, socket, arrival, page) => this.#accept(socket, arrival, stream, page),
        })
      : null
    this.#listener = new Listener(options, {
      came: (socket, arrival) => this.#accept(socket, arrival),
      http: (socket, arrival, join) =>
        this.#web ? this.#web.receive(socket, arrival, join) : refuseHttp(socket, clock),
      refused: (address, refusal) => {
        counters.refused[refusal.reason]++
        options.log.write('refused', { address, ...refusal })
      },
      failed: ({ message }) => options.log.write('accept_failed', { message }),
      scarce: (scarce, limit) => options.log.write(scarce ? 'accepting_paused' : 'accepting_resumed', { limit }),
    })
  }

  /**
   * Starts listening.
   * @param port 0: any free port
   * @param host null: all addresses
   * @returns the port
   * @throws the error of the socket, such as EADDRINUSE
   */
  async listen(port: number, host: string | null): Promise<number> {
    const picked = await this.#listener.listen(port, host)
    this.#poll()
    return picked
  }

  /** The address it listens on, `::` or `0.0.0.0` for all; null when it does not listen. */
  get address(): string | null {
    return this.#listener.address
  }

  /** Number of open connections. */
  get connections(): number {
    return this.#listener.connections
  }

  /** A snapshot for `ctl status` and the metrics. */
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

  /** Bytes and messages of all connections, including closed ones. */
  traffic(): TrafficTotals {
    return this.#traffic.totals()
  }

  get #state(): ServerStatus['state'] {
    if (this.#closing) return 'ending'
    if (this.#listener.closed) return 'draining'
    return this.#listener.scarce ? 'short of descriptors' : 'open'
  }

  /** Refuses new connections with a reason that they are sent; null accepts them again. */
  closeTo(why: string | null): void {
    this.#listener.closeTo(why)
  }

  /** Notifies all clients, sends what is queued and closes all connections. Further calls return the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#cancelPoll()
    const closed = this.#listener.close()
    this.#web?.close()
    const { roster, sessions, absences, rooms, recordings, people } = this.context
    // First, so that recorders are still connected when they are sent the result.
    await recordings?.close()
    roster.sendToAll({ label: 'terminate' })
    for (const session of [...sessions, ...absences]) session.close()
    rooms.close()
    people.close()
    await closed
  }

  /**
   * @param stream what the client's messages are read from, if not from the socket itself
   * @param page origin of the page that opened the connection; null: it is no page
   */
  #accept(socket: Socket, { encrypted, since }: Arrival, stream: Duplex = socket, page: string | null = null): void {
    const { connection } = acceptClient(stream, this.context, {
      ...{ address: bareAddress(socket.remoteAddress), port: socket.remotePort ?? 0, encrypted, page, since },
      log: this.#options.log,
      closed: () => forget(),
    })
    const forget = this.#traffic.follow(socket, connection.stats)
  }

  #poll(): void {
    this.#cancelPoll = this.#options.clock.after(PATIENCE_INTERVAL, () => {
      this.context.dates.poll()
      for (const session of this.context.sessions) session.checkPatience()
      this.#listener.poll()
      this.#poll()
    })
  }
}
