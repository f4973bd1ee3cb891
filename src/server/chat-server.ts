import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import type { Action } from '../protocol/actions.ts'
import { Connection } from '../protocol/connection.ts'
import type { Label } from '../protocol/labels.ts'
import { limits } from '../protocol/limits.ts'
import type { Codec } from '../protocol/shapes.ts'
import { clientVocabulary } from '../protocol/vocabulary.ts'
import { bareAddress } from './addresses.ts'
import { ConnectionLog, type WriteLine } from './connection-log.ts'
import { People } from './people.ts'
import { Resumptions } from './resumptions.ts'
import { Rooms } from './rooms.ts'
import { type House, Session } from './session.ts'
import type { VoiceFormat } from './voice-stream.ts'

export interface ChatServerOptions {
  voice: VoiceFormat
  /** What voice may be sent as, the preferred first. */
  codecs: readonly Codec[]
  clock: Clock
  /** Takes the lines of the log; null logs nothing. */
  log: WriteLine | null
}

/** ms between two looks at clients that do not acknowledge. */
const PATIENCE_INTERVAL = 1_000

/** Accepts connections and gives each a session; ends them all when it closes. */
export class ChatServer {
  readonly #options: ChatServerOptions
  readonly #house: House
  readonly #sessions = new Set<Session>()
  readonly #listener: Server
  #stopLooking: () => void = () => {}
  #closing: Promise<void> | null = null

  constructor(options: ChatServerOptions) {
    this.#options = options
    const people = new People()
    const rooms = new Rooms(
      options.clock,
      () => people.tellGreeted({ label: 'list_rooms', ...rooms.describe() }),
      (active) => people.tellCurious({ label: 'room_activity', rooms: active }),
    )
    const { voice, codecs, clock } = options
    const resumptions = new Resumptions()
    this.#house = { voice, codecs, clock, people, rooms, resumptions, absences: new Set() }
    this.#listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(socket))
  }

  /**
   * Begins to listen.
   * @param host null for all addresses.
   * @returns the port, which was picked where 0 was asked for.
   * @throws the error of the socket, such as EADDRINUSE.
   */
  async listen(port: number, host: string | null): Promise<number> {
    this.#listener.listen({ port, ...(host === null ? {} : { host }) })
    await once(this.#listener, 'listening')
    // A connection that could not be accepted (EMFILE) is lost; the server is not.
    this.#listener.on('error', (error) =>
      this.#options.log?.(`Could not accept a connection: ${error.message}`),
    )
    this.#look()
    return this.#bound?.port ?? port
  }

  /** The address at which it listens, `::` or `0.0.0.0` where at all; null where it does not listen. */
  get address(): string | null {
    return this.#bound?.address ?? null
  }

  get #bound(): AddressInfo | null {
    const address = this.#listener.address()
    return typeof address === 'object' ? address : null
  }

  /** Tells everybody, sends what is queued, closes all connections. Calling it again waits for the same end. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#stopLooking()
    const closed = this.#listener.listening ? once(this.#listener, 'close') : null
    this.#listener.close()
    this.#house.people.tellAll({ label: 'terminate' })
    for (const session of [...this.#sessions, ...this.#house.absences]) session.close()
    this.#house.rooms.close()
    await closed
  }

  #accept(socket: Socket): void {
    const { clock, log, voice } = this.#options
    const connection = new Connection<Action, Label>(socket, {
      vocabulary: clientVocabulary(),
      clock,
      maxLine: limits.strangerLine,
      frameMs: voice.frameMs,
    })
    const connectionLog = new ConnectionLog(bareAddress(socket.remoteAddress), socket.remotePort ?? 0, log)
    const session = new Session(connection, this.#house, connectionLog)
    this.#sessions.add(session)
    session.serve(() => this.#sessions.delete(session))
  }

  #look(): void {
    this.#stopLooking = this.#options.clock.after(PATIENCE_INTERVAL, () => {
      for (const session of this.#sessions) session.checkPatience()
      this.#look()
    })
  }
}
