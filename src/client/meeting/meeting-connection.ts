import { type Arrival, type ArrivalOptions, handshake, NameRefused } from '../connection/handshake.ts'
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
    Omit<ReconnectionHandlers, 'attempt'> {
  /** The user's current name, to be kept across reconnecting. */
  name(): string
  /** The connection was lost. @param again whether a reconnection follows */
  lost(reason: string, again: boolean): void
  /** Reconnected: the meeting continues over a new link. */
  returned(hello: Arrival['hello']): Promise<void>
  /** The connection ended for good. */
  ended(reason: string): void
}

/** The connection of a meeting to its server. Replaces a lost link by a new one and resumes the session. */
export class MeetingConnection {
  /** The server's reply to the first `hello`. */
  readonly hello: Arrival['hello']
  readonly #options: MeetingConnectionOptions
  #handlers: MeetingConnectionHandlers | null = null
  #link: ServerLink
  /** Token to resume the session on another link; null if the server sent none. */
  #token: string | null
  #reconnection: Reconnection | null = null
  #stopped = false

  private constructor({ link, hello }: Arrival, options: MeetingConnectionOptions) {
    this.hello = hello
    this.#options = options
    this.#link = link
    this.#token = hello.resume ?? null
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
    if (!this.#options.reconnect) return
    this.#reconnection = new Reconnection(this.#options.clock, {
      waiting: handlers.waiting,
      trying: handlers.trying,
      attempt: () => this.#attempt(handlers),
    })
  }

  /** @returns true when no further attempt is needed */
  async #attempt(handlers: MeetingConnectionHandlers): Promise<boolean> {
    try {
      const options = { ...this.#options, name: handlers.name() }
      const come = MeetingConnection.#linkHandlers(() => this)
      const arrival = await handshake(options, this.#token, come)
      if (this.#stopped) arrival.link.close()
      else await this.#return(arrival, handlers)
      return true
    } catch (error) {
      // The server holds the user's name until it drops the broken connection, so a refused name is retried.
      const patient =
        !(error instanceof Exit) || error.code !== exitCodes.refused || error instanceof NameRefused
      if (!patient) handlers.ended((error as Error).message)
      return !patient
    }
  }

  async #return({ link, hello }: Arrival, handlers: MeetingConnectionHandlers): Promise<void> {
    this.#link = link
    this.#token = hello.resume ?? null
    this.#reconnection = null
    await handlers.returned(hello)
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
