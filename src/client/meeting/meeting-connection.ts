import { Backoff } from '../../protocol/wire/backoff.ts'
import { type Arrival, type ArrivalOptions, handshake, NameRefused, RefusedForNow } from '../connection/handshake.ts'
import { Reconnection, type ReconnectionHandlers } from '../connection/reconnection.ts'
import type { LinkHandlers, ServerLink } from '../connection/server-link.ts'
import { Exit, exitCodes } from '../exit-codes.ts'

export interface MeetingConnectionOptions extends ArrivalOptions {
  /** Whether to reconnect after a lost connection. */
  reconnect: boolean
}

/** Events of a connection for its meeting: messages as from a link, and the course of reconnecting. */
export interface MeetingConnectionHandlers
  extends Omit<Required<LinkHandlers>, 'lost'>,
    Omit<ReconnectionHandlers, 'attempt' | 'waiting'> {
  /** The next attempt is at `retryAt`, ms of the clock. @param reason why the server refused the one before; null: it did not */
  waiting(retryAt: number, attempt: number, reason: string | null): void
  /** The user's current name, to be kept across reconnecting. */
  name(): string
  /** The connection was lost. @param again whether a reconnection follows */
  lost(reason: string, again: boolean): void
  /** Reconnected: the meeting continues over a new link. */
  returned(hello: Arrival['hello']): void
  /** The connection ended for good. */
  ended(reason: string): void
}

/**
 * ms for which a returning user whose name is refused waits for it: the server keeps it for a lost session, which it may notice
 * late. After that somebody else has it.
 */
const NAME_PATIENCE = 90_000
/** Names that are tried then: `Ann 2` to `Ann 9`. */
const LAST_NUMBER = 9
/** ms after which a connection counts as stable: when it is lost, the pauses start again from the shortest. */
const STABLE = 10_000

/** The connection of a meeting to its server. Replaces a lost link by a new one and resumes the session. */
export class MeetingConnection {
  /** The server's reply to the first `hello`. */
  readonly hello: Arrival['hello']
  #pages: readonly string[]
  readonly #options: MeetingConnectionOptions
  #handlers: MeetingConnectionHandlers | null = null
  #link: ServerLink
  /** Token to resume the session on another link; null if the server sent none. */
  #token: string | null
  #reconnection: Reconnection | null = null
  #stopped = false
  #backoff = new Backoff()
  /** When the current link was opened, ms of the clock. */
  #since: number
  /** Why the server refused the last attempt; null if it did not. */
  #refusal: string | null = null
  /** Since when the user's name is refused, ms of the clock; null: it is not. */
  #namelessSince: number | null = null
  #number = 1

  private constructor({ link, hello }: Arrival, options: MeetingConnectionOptions) {
    this.hello = hello
    this.#pages = hello.pages ?? []
    this.#options = options
    this.#link = link
    this.#token = hello.resume ?? null
    this.#since = options.clock.now()
  }

  /** Connects and performs the handshake. @throws as `handshake` */
  static async open(options: MeetingConnectionOptions): Promise<MeetingConnection> {
    let connection: MeetingConnection | null = null
    const come = MeetingConnection.#linkHandlers(() => connection)
    const arrival = await handshake(options, null, come)
    connection = new MeetingConnection(arrival, options)
    return connection
  }

  /** Sets the handlers. Messages that arrived earlier are not replayed. */
  attach(handlers: MeetingConnectionHandlers): void {
    this.#handlers = handlers
  }

  /** The current link, which may be lost. */
  get link(): ServerLink {
    return this.#link
  }

  /** URLs of the server's web client, as the server sent them; empty where it serves none. */
  get pages(): readonly string[] {
    return this.#pages
  }

  /** Whether it is lost and reconnecting. */
  get lost(): boolean {
    return this.#reconnection !== null
  }

  /** Retries at once if the connection is lost. */
  retryNow(): void {
    this.#reconnection?.retryNow()
  }

  /** Stops reconnecting for good. The link itself stays open. */
  stop(): void {
    this.#stopped = true
    this.#reconnection?.stop()
  }

  /** Treats the connection as lost, for instance when the server announces its shutdown. */
  lose(reason: string): void {
    const handlers = this.#handlers
    if (!handlers || this.#stopped || this.#reconnection) return
    this.#link.close()
    handlers.lost(reason, this.#options.reconnect)
    const { reconnect, clock } = this.#options
    if (!reconnect) return
    // A connection that is lost again and again is retried at growing pauses, too.
    if (clock.now() - this.#since >= STABLE) this.#backoff = new Backoff()
    const reconnection = {
      waiting: (retryAt: number, attempt: number) => handlers.waiting(retryAt, attempt, this.#refusal),
      trying: handlers.trying,
      attempt: () => this.#attempt(handlers),
    }
    this.#reconnection = new Reconnection(clock, reconnection, this.#backoff)
  }

  /** @returns true when no further attempt is needed */
  async #attempt(handlers: MeetingConnectionHandlers): Promise<boolean> {
    let arrival: Arrival
    try {
      const options = { ...this.#options, name: this.#nameToTry(handlers.name()) }
      arrival = await handshake(
        options,
        this.#token,
        MeetingConnection.#linkHandlers(() => this),
      )
    } catch (error) {
      return this.#failed(error as Error, handlers)
    }
    if (this.#stopped) arrival.link.close()
    else this.#return(arrival, handlers)
    return true
  }

  /** @returns whether the server refused the client for good */
  #failed(error: Error, handlers: MeetingConnectionHandlers): boolean {
    const nameless = error instanceof NameRefused
    if (!nameless) this.#namelessSince = null
    else this.#namelessSince ??= this.#options.clock.now()
    const forNow = nameless || error instanceof RefusedForNow
    this.#refusal = forNow ? error.message : null
    const final = error instanceof Exit && error.code === exitCodes.refused && !forNow
    if (final) handlers.ended(error.message)
    return final
  }

  /** The user's name, or one like it when somebody else has kept that for long. */
  #nameToTry(name: string): string {
    const { clock } = this.#options
    if (this.#namelessSince === null || clock.now() - this.#namelessSince < NAME_PATIENCE) return name
    this.#number = (this.#number % LAST_NUMBER) + 1
    const suffix = this.#number > 1 ? ` ${this.#number}` : ''
    return `${[...name].slice(0, this.hello.limits.name - suffix.length).join('')}${suffix}`
  }

  #return({ link, hello }: Arrival, handlers: MeetingConnectionHandlers): void {
    this.#link = link
    this.#pages = hello.pages ?? []
    this.#token = hello.resume ?? null
    this.#since = this.#options.clock.now()
    this.#refusal = null
    this.#namelessSince = null
    this.#number = 1
    this.#reconnection = null
    handlers.returned(hello)
  }

  /** Handlers that forward the messages of a link to the meeting, once it exists. */
  static #linkHandlers(find: () => MeetingConnection | null): LinkHandlers {
    const handlers = () => {
      const found = find()
      return found ? found.#handlers : null
    }
    return {
      push: (message) => handlers()?.push(message),
      voice: (payload, codec) => handlers()?.voice(payload, codec),
      picture: (fields, payload) => handlers()?.picture(fields, payload),
      roomForPictures: () => handlers()?.roomForPictures(),
      lost: (reason) => find()?.lose(reason),
    }
  }
}
