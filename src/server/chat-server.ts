import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../clock.ts'
import type { Action } from '../protocol/actions.ts'
import { Connection } from '../protocol/connection.ts'
import { brokenFraming } from '../protocol/errors.ts'
import type { Label } from '../protocol/labels.ts'
import { limits } from '../protocol/limits.ts'
import type { Codec } from '../protocol/shapes.ts'
import { cleanLine } from '../protocol/text.ts'
import { clientVocabulary } from '../protocol/vocabulary.ts'
import { bareAddress } from './addresses.ts'
import { ConnectionLog, type WriteLine } from './connection-log.ts'
import { Doorkeeper, type Places } from './doorkeeper.ts'
import { beginsWithTls, Entrance } from './entrance.ts'
import type { House } from './house.ts'
import type { Identity } from './identity.ts'
import { Moderation } from './moderation/moderation.ts'
import type { OperatorToken } from './moderation/operator-token.ts'
import type { Password } from './password.ts'
import { People } from './people.ts'
import { Resumptions } from './resumptions.ts'
import { Rooms } from './rooms.ts'
import { Session } from './session.ts'
import type { VoiceFormat } from './voice-stream.ts'
import { WrongPasswords } from './wrong-passwords.ts'

export interface ChatServerOptions {
  voice: VoiceFormat
  /** What voice may be sent as, the preferred first. */
  codecs: readonly Codec[]
  clock: Clock
  /** Takes the lines of the log; null logs nothing. */
  log: WriteLine | null
  /** What the server proves itself with, by TLS; null speaks without. */
  identity: Identity | null
  /** How many connections there may be. */
  places: Places
  /** What one must know to come in; null lets everybody in. */
  password: Password | null
  /** What makes one an operator; null where nothing does. */
  operatorToken: OperatorToken | null
}

/** ms between two looks at clients that do not acknowledge. */
const PATIENCE_INTERVAL = 1_000
const SOCKET = {
  allowHalfOpen: true,
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: limits.keepAlive,
} as const
const NO_TLS_HERE = 'This server is not encrypted: connect without TLS, with chat-client by --no-tls'

/** Accepts connections and gives each a session; ends them all when it closes. */
export class ChatServer {
  readonly #options: ChatServerOptions
  readonly #house: House
  readonly #listener: Server
  readonly #doorkeeper: Doorkeeper
  readonly #entrance: Entrance | null
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
    const { voice, codecs, clock, password, identity, operatorToken } = options
    const sessions = new Set<Session>()
    const absences = new Set<Session>()
    this.#house = {
      ...{ voice, codecs, clock, people, rooms, password, sessions, absences, operatorToken },
      resumptions: new Resumptions(),
      wrongPasswords: new WrongPasswords(),
      moderation: new Moderation({ clock, rooms, sessions, absences, audit: options.log }),
    }
    this.#entrance =
      identity &&
      new Entrance(identity, clock, {
        admitted: (socket) => this.#accept(socket),
        refused: (address, reason) => this.#logRefused(address, reason),
      })
    this.#doorkeeper = new Doorkeeper(options.places)
    this.#listener = createServer(SOCKET, (socket) => {
      const refusal = this.#doorkeeper.receive(socket)
      if (refusal !== null) this.#logRefused(bareAddress(socket.remoteAddress), refusal)
      else if (this.#entrance) this.#entrance.receive(socket)
      else this.#acceptUnencrypted(socket)
    })
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
    this.#entrance?.close()
    this.#doorkeeper.close()
    this.#house.people.tellAll({ label: 'terminate' })
    for (const session of [...this.#house.sessions, ...this.#house.absences]) session.close()
    this.#house.rooms.close()
    await closed
  }

  #logRefused(address: string, reason: string): void {
    this.#options.log?.(`Refused request from: ${address} : ${cleanLine(reason)}`)
  }

  #acceptUnencrypted(socket: Socket): void {
    // Before the connection reads the same bytes, and finds no sense in them.
    socket.once('data', (bytes) => {
      if (beginsWithTls(bytes)) connection.refuse(brokenFraming(NO_TLS_HERE))
    })
    const connection = this.#accept(socket)
  }

  #accept(socket: Socket): Connection<Action, Label> {
    const { clock, log, voice } = this.#options
    const connection = new Connection<Action, Label>(socket, {
      vocabulary: clientVocabulary(),
      clock,
      maxLine: limits.strangerLine,
      frameMs: voice.frameMs,
    })
    const address = bareAddress(socket.remoteAddress)
    const connectionLog = new ConnectionLog(address, socket.remotePort ?? 0, log)
    const session = new Session(connection, this.#house, connectionLog, address)
    this.#house.sessions.add(session)
    session.serve(() => this.#house.sessions.delete(session))
    return connection
  }

  #look(): void {
    this.#stopLooking = this.#options.clock.after(PATIENCE_INTERVAL, () => {
      for (const session of this.#house.sessions) session.checkPatience()
      this.#look()
    })
  }
}
