import { type Arrival, type ArrivalOptions, handshake, NameRefused } from '../connection/handshake.ts'
import { Reconnection, type ReconnectionHandlers } from '../connection/reconnection.ts'
import type { LinkHandlers, ServerLink } from '../connection/server-link.ts'
import { Exit, exitCodes } from '../exit-codes.ts'

export interface MeetingConnectionOptions extends ArrivalOptions {
  /** Whether a connection that is lost is made again. */
  reconnect: boolean
}

/** What a meeting is told of its connection. What comes over it is told by the handlers of a link. */
export interface MeetingConnectionHandlers
  extends Omit<Required<LinkHandlers>, 'lost'>,
    Omit<ReconnectionHandlers, 'attempt'> {
  /** The name that one has now, and wants to keep. */
  name(): string
  /** @param again whether it is made again */
  lost(reason: string, again: boolean): void
  /** There is another, on which the meeting goes on. */
  returned(hello: Arrival['hello']): Promise<void>
  /** It is over, and stays so. */
  ended(reason: string): void
}

/** A meeting's way to its server: a link, and where that is lost another, by which the session goes on. */
export class MeetingConnection {
  /** How the server answered the first greeting. */
  readonly hello: Arrival['hello']
  readonly #options: MeetingConnectionOptions
  #handlers: MeetingConnectionHandlers | null = null
  #link: ServerLink
  /** Resumes the session on another link; null where the server gave none. */
  #token: string | null
  #reconnection: Reconnection | null = null
  #stopped = false

  private constructor({ link, hello }: Arrival, options: MeetingConnectionOptions) {
    this.hello = hello
    this.#options = options
    this.#link = link
    this.#token = hello.resume ?? null
  }

  /** Connects and says hello. @throws as `arrive` does */
  static async open(options: MeetingConnectionOptions): Promise<MeetingConnection> {
    let connection: MeetingConnection | null = null
    const come = MeetingConnection.#linkHandlers(() => connection)
    const arrival = await handshake(options, null, come)
    connection = new MeetingConnection(arrival, options)
    return connection
  }

  /** Tells a meeting of what comes; what came before is not kept. */
  attach(handlers: MeetingConnectionHandlers): void {
    this.#handlers = handlers
  }

  /** The link in hand, which may be lost. */
  get link(): ServerLink {
    return this.#link
  }

  /** Whether it is lost, and being made again. */
  get lost(): boolean {
    return this.#reconnection !== null
  }

  /** Where it is lost, tries at once to make it again. */
  retryNow(): void {
    this.#reconnection?.retryNow()
  }

  /** Makes it again no more, and does not miss it. */
  stop(): void {
    this.#stopped = true
    this.#reconnection?.stop()
  }

  /** Treats it as lost: the server said that it goes. */
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

  /** @returns whether no further attempt is to be made */
  async #attempt(handlers: MeetingConnectionHandlers): Promise<boolean> {
    try {
      const options = { ...this.#options, name: handlers.name() }
      const come = MeetingConnection.#linkHandlers(() => this)
      const arrival = await handshake(options, this.#token, come)
      if (this.#stopped) arrival.link.close()
      else await this.#return(arrival, handlers)
      return true
    } catch (error) {
      // One's own name is held until the server gives up the broken connection.
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

  /** What comes over a link goes to the meeting, once there is one. */
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
