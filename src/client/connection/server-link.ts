import type { Socket } from 'node:net'
import { DEFAULT_FRAME_MS } from '../../audio/format.ts'
import { cleanLine } from '../../lib/text.ts'
import { type Action, type ActionFields, type ActionName, actions, type ReplyLabel } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { type Label, type LabelFields, type LabelName, labels } from '../../protocol/labels.ts'
import { type Limits, limits } from '../../protocol/limits.ts'
import { type Codec, DEFAULT_CODEC } from '../../protocol/shapes.ts'
import { serverVocabulary } from '../../protocol/vocabulary.ts'
import { Acknowledger } from '../../protocol/wire/acknowledger.ts'
import { Connection } from '../../protocol/wire/connection.ts'
import { encode, VoiceEnvelopes } from '../../protocol/wire/encoder.ts'
import { Heartbeat } from '../../protocol/wire/heartbeat.ts'
import { messageLine, withoutSecrets } from '../../protocol/wire/message-line.ts'
import { PendingRequests } from '../../protocol/wire/pending-requests.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { openTransport, type Transport, type TransportOptions } from './transport.ts'

/** An action that has a reply. */
type Request = { [N in ActionName]: ReplyLabel<N> extends LabelName ? N : never }[ActionName]
type Reply<Name extends Request> = LabelFields<Extract<ReplyLabel<Name>, LabelName>>

export interface LinkHandlers {
  /** A message that the server pushed. */
  push(message: Label): void
  /** A frame of the room mix. The payload is valid only during the call. */
  voice(payload: Uint8Array, codec: Codec): void
  /** A picture of a share, or a piece of one. The payload is valid only during the call. */
  picture?(fields: LabelFields<'screen'>, payload: Uint8Array): void
  /** There may be room to send pictures again. */
  roomForPictures?(): void
  /** The connection ended without `close`. Called once. */
  lost(reason: string): void
}

export interface LinkOptions extends TransportOptions {
  /** Logs each control message as one line; null disables the log. */
  log: ((line: string) => void) | null
}

/** The client's end of a connection to a server: requests with replies, pushes, voice and pictures. */
export class ServerLink {
  readonly #connection: Connection<Label, Action>
  readonly #requests: PendingRequests<Label>
  readonly #acknowledger: Acknowledger
  readonly #transport: Transport
  readonly #options: LinkOptions
  readonly #voice = new VoiceEnvelopes({ action: 'voice' })
  #handlers: LinkHandlers | null = null
  #over = false
  #setClosed: () => void = () => {}
  readonly #closed = new Promise<void>((resolve) => {
    this.#setClosed = resolve
  })
  readonly #heartbeat: Heartbeat
  readonly #exposed: boolean

  private constructor(connection: Connection<Label, Action>, transport: Transport, options: LinkOptions) {
    this.#connection = connection
    this.#transport = transport
    this.#exposed = !transport.encrypted && !isWithinThisMachine(transport.socket)
    this.#options = options
    this.#requests = new PendingRequests(options.clock)
    this.#acknowledger = new Acknowledger(options.clock, (received) => this.tell('ack', { received }), limits)
    const times = { interval: limits.heartbeat, patience: limits.heartbeatPatience }
    this.#heartbeat = new Heartbeat(options.clock, times, {
      ping: () => this.request('ping', {}),
      silent: () => this.#end('The server stopped responding'),
    })
  }

  /**
   * Connects to a server.
   * @throws as `openTransport`
   */
  static async open(options: LinkOptions, handlers: LinkHandlers): Promise<ServerLink> {
    const transport = await openTransport(options)
    const connection = new Connection<Label, Action>(transport.socket, {
      vocabulary: serverVocabulary(),
      clock: options.clock,
      maxLine: limits.serverLine,
      frameMs: DEFAULT_FRAME_MS,
      limits,
    })
    const link = new ServerLink(connection, transport, options)
    link.#listen(handlers)
    link.#heartbeat.beat()
    return link
  }

  /** Whether the connection is encrypted. */
  get encrypted(): boolean {
    return this.#transport.encrypted
  }

  /** Whether it is in the clear because the server did not answer with TLS. */
  get fellBack(): boolean {
    return this.#transport.fellBack
  }

  /** Whether others on the network can read what is sent: it is not encrypted, and goes to another machine. */
  get exposed(): boolean {
    return this.#exposed
  }

  /** SHA-256 of the server's public key in hex; null without TLS. */
  get fingerprint(): string | null {
    return this.#transport.fingerprint
  }

  get host(): string {
    return this.#options.host
  }

  get port(): number {
    return this.#options.port
  }

  /** Notices for the user about the server's key. */
  get notices(): readonly string[] {
    return this.#transport.notices
  }

  /** The protocol limits that this client applies. */
  get limits(): Limits {
    return limits
  }

  /** Last round trip in ms; null while unknown. */
  get roundTrip(): number | null {
    return this.#heartbeat.roundTrip
  }

  /** Voice frames that were dropped because the network was too slow. */
  get droppedVoice(): number {
    return this.#connection.droppedVoice
  }

  /**
   * Sends an action and waits for its reply.
   * @throws ProtocolError if the server replies with an error; Exit `connectionLost` if it does not reply
   */
  async request<Name extends Request>(action: Name, fields: ActionFields<Name>): Promise<Reply<Name>> {
    try {
      const reply = await this.#requests.open((id) => this.#send({ action, id, ...fields } as unknown as Action))
      return reply as unknown as Reply<Name>
    } catch (error) {
      if (error instanceof ProtocolError || error instanceof Exit) throw error
      throw new Exit(exitCodes.connectionLost, (error as Error).message)
    }
  }

  /** Requests a piece of a recorded file; the payload is empty at the end of the file. @throws as `request` */
  async requestPiece(
    fields: ActionFields<'recording_fetch'>,
  ): Promise<Reply<'recording_fetch'> & { payload: Uint8Array }> {
    const { payload = new Uint8Array(0), ...reply } = (await this.request(
      'recording_fetch',
      fields,
    )) as Reply<'recording_fetch'> & { payload?: Uint8Array }
    return { ...reply, payload }
  }

  /** Sends an action that has no reply. */
  tell<Name extends Exclude<ActionName, Request | 'voice' | 'screen'>>(action: Name, fields: ActionFields<Name>): void {
    this.#send({ action, ...fields } as unknown as Action)
  }

  /** Sends a frame of the user's voice, or drops it if it would arrive too late. */
  sendVoice(payload: Uint8Array, codec: Codec): void {
    this.#connection.sendRealtime(this.#voice.of(codec).seal(payload), payload.length)
  }

  /**
   * Sends a picture of the user's share, or a piece of one, if there is room; voice takes precedence.
   * @returns whether it was sent; if not, `roomForPictures` is called when to retry
   */
  sendPicture(fields: ActionFields<'screen'>, payload: Uint8Array): boolean {
    return this.#connection.sendPicture(encode({ action: 'screen', ...fields }, payload), payload.length)
  }

  /** Acknowledges what was received so far, so that the server applies its send window from here on. */
  acknowledgeNow(): void {
    this.#acknowledger.flush()
  }

  /** Says goodbye and closes. Resolves when everything sent has left this program: TLS writes take a moment. */
  close(): Promise<void> {
    if (!this.#over) this.tell('exit', {})
    this.#release('The connection was closed')
    return this.#closed
  }

  #listen(handlers: LinkHandlers): void {
    this.#handlers = handlers
    this.#connection.listen({
      message: (message, payload) => this.#take(message, payload),
      // A newer server may send unknown messages; only broken framing ends the connection.
      refused: ({ message }, header) => {
        this.#requests.settle(header?.id, new Error(`The server sent an invalid reply (${message})`))
      },
      failed: (error) => {
        throw error
      },
      roomForPictures: () => this.#handlers?.roomForPictures?.(),
      ended: () => this.#connection.close(),
      closed: (error) => {
        this.#setClosed()
        this.#end(error ? `The connection broke: ${error.message}` : 'The server closed the connection')
      },
    })
  }

  #take(message: Label, payload: Uint8Array | null): void {
    this.#heartbeat.heard()
    if (payload) this.#acknowledger.received(payload.length)
    if (message.label === 'voice') {
      if (payload) this.#handlers?.voice(payload, message.codec ?? DEFAULT_CODEC)
      return
    }
    if (message.label === 'screen') {
      if (payload) this.#handlers?.picture?.(message, payload)
      return
    }
    if (message.label === 'ack') {
      this.#connection.acknowledged(message.received)
      return
    }
    if (message.label === 'hello') this.#connection.setFrame(message.frame_ms)
    this.#log('I', message.label, labels[message.label].frequent ? null : message)
    // Without an id it refuses the connection, otherwise only what was asked.
    if (message.label === 'error' && message.code === 'tls_wanted' && message.id === undefined)
      this.#requests.close(this.#tlsWanted())
    // It answers whatever was sent first, and ends everything.
    if (message.label === 'error' && message.code === 'banned') {
      this.#requests.close(new Exit(exitCodes.refused, `The server refused: ${cleanLine(message.message)}`))
    }
    const reply = payload ? { ...message, payload: Uint8Array.from(payload) } : message
    const answer = message.label === 'error' ? new ProtocolError(message.code, cleanLine(message.message)) : reply
    if (this.#requests.settle(message.id, answer)) return
    // A reply resolves in a microtask; a push that arrived right after it must not overtake it.
    setImmediate(() => this.#handlers?.push(message))
  }

  #tlsWanted(): Exit {
    const { host, port } = this.#options
    return new Exit(
      exitCodes.refused,
      `The server at ${host} port ${port} accepts encrypted connections only: connect without --no-tls`,
    )
  }

  #send(message: Action): void {
    this.#log('O', message.action, actions[message.action].frequent ? null : message)
    this.#connection.send(message)
  }

  #log(direction: 'I' | 'O', name: string, message: object | null): void {
    const { log, host, port } = this.#options
    if (log && message) log(messageLine(direction, name, host, port, withoutSecrets(message)))
  }

  /** The connection ended without `close`. */
  #end(reason: string): void {
    if (this.#over) return
    this.#release('The connection to the server was lost')
    this.#handlers?.lost(reason)
  }

  #release(reason: string): void {
    this.#over = true
    this.#heartbeat.close()
    this.#acknowledger.close()
    this.#requests.close(new Error(reason))
    this.#connection.close()
  }
}

/** A connection within a machine has the same address at both ends, or a loopback address. */
function isWithinThisMachine({ localAddress, remoteAddress = '' }: Socket): boolean {
  return /^(::1$|(::ffff:)?127\.)/.test(remoteAddress) || remoteAddress === localAddress
}
