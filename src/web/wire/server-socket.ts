import type { Clock } from '../../lib/clock.ts'
import type { Action, ActionFields, ActionName, ReplyLabel } from '../../protocol/actions.ts'
import type { Label, LabelFields, LabelName } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { Codec } from '../../protocol/shapes.ts'
import { Acknowledger } from '../../protocol/wire/acknowledger.ts'
import { Heartbeat } from '../../protocol/wire/heartbeat.ts'
import { PendingRequests } from '../../protocol/wire/pending-requests.ts'
import { SendWindow } from '../../protocol/wire/send-window.ts'
import { decodeMessage, encodeMessage } from './contract-message.ts'

/** The subprotocol of the WebSocket: the contract, one message in each binary message. */
export const SUBPROTOCOL = 'parlor.1'

/** An action that has a reply. */
type Request = { [N in ActionName]: ReplyLabel<N> extends LabelName ? N : never }[ActionName]
type Reply<Name extends Request> = LabelFields<Extract<ReplyLabel<Name>, LabelName>>

/** The server answered a request with an error. */
export class Refused extends Error {
  readonly code: string

  constructor({ code, message }: LabelFields<'error'>) {
    super(message)
    this.code = code
  }
}

/** The connection ended before the server answered. */
export class ConnectionLost extends Error {}

export interface SocketHandlers {
  /** A message that the server pushed. */
  push(message: Label): void
  /** A frame of the room mix. The payload may be kept. */
  voice(payload: Uint8Array, codec: Codec): void
  /** A picture of a share, or a part of one. The payload may be kept. */
  picture(fields: LabelFields<'screen'>, payload: Uint8Array): void
  /** There may be room to send pictures again. */
  roomForPictures(): void
  /** The connection ended without `close`. Called once. */
  lost(): void
}

export interface SocketOptions {
  /** `ws://` or `wss://` address of the server. */
  readonly url: string
  readonly clock: Clock
  readonly limits: Limits
}

/** The page's end of a connection to the server: requests with replies, pushes, voice and pictures. */
export class ServerSocket {
  readonly #socket: WebSocket
  readonly #handlers: SocketHandlers
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #requests: PendingRequests<Label>
  readonly #acknowledger: Acknowledger
  readonly #window: SendWindow
  readonly #heartbeat: Heartbeat
  #over = false
  /** Frames of the user's voice that were dropped because the network was too slow. */
  droppedVoice = 0

  private constructor(socket: WebSocket, { clock, limits }: SocketOptions, handlers: SocketHandlers) {
    this.#socket = socket
    this.#handlers = handlers
    this.#clock = clock
    this.#limits = limits
    this.#requests = new PendingRequests(clock)
    this.#window = new SendWindow(limits)
    this.#acknowledger = new Acknowledger(clock, (received) => this.tell('ack', { received }), limits)
    const times = { interval: limits.heartbeat, patience: limits.heartbeatPatience }
    this.#heartbeat = new Heartbeat(clock, times, { ping: () => this.request('ping', {}), silent: () => this.#lose() })
    socket.addEventListener('message', ({ data }) => this.#take(data as ArrayBuffer))
    socket.addEventListener('close', () => this.#lose())
  }

  /** Connects. Rejects if the server cannot be reached or refuses the page. */
  static open(options: SocketOptions, handlers: SocketHandlers): Promise<ServerSocket> {
    const socket = new WebSocket(options.url, SUBPROTOCOL)
    socket.binaryType = 'arraybuffer'
    return new Promise((resolve, reject) => {
      const failed = () => reject(new Error('The server cannot be reached'))
      socket.addEventListener('close', failed)
      socket.addEventListener('open', () => {
        socket.removeEventListener('close', failed)
        resolve(new ServerSocket(socket, options, handlers))
      })
    })
  }

  /** Last round trip in ms; null while unknown. */
  get roundTrip(): number | null {
    return this.#heartbeat.roundTrip
  }

  /**
   * Sends an action and waits for its reply.
   * @throws Refused if the server replies with an error, NoReply or ConnectionLost if it does not reply
   */
  async request<Name extends Request>(action: Name, fields: ActionFields<Name>): Promise<Reply<Name>> {
    const reply = await this.#requests.open((id) => this.#send({ action, id, ...fields } as unknown as Action))
    return reply as unknown as Reply<Name>
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

  /** Sends a frame of the user's voice, or drops it if it would arrive too late. @param frameMs its length in ms */
  sendVoice(payload: Uint8Array, codec: Codec, frameMs: number): void {
    const waiting = this.#socket.bufferedAmount
    if ((waiting / payload.length) * frameMs > this.#limits.voiceAge) {
      this.droppedVoice++
      return
    }
    this.#window.sent(payload.length, this.#clock.now())
    this.#transmit({ action: 'voice', bytes: payload.length, ...(codec === 'pcm' ? {} : { codec }) }, payload)
  }

  /**
   * Sends a picture of the user's share, or a part of one, if there is room; voice takes precedence.
   * @returns whether it was sent; if not, `roomForPictures` is called when to retry
   */
  sendPicture(fields: ActionFields<'screen'>, payload: Uint8Array): boolean {
    const waiting = this.#socket.bufferedAmount
    const fits = waiting === 0 || waiting + payload.length <= this.#limits.pictureWrites
    if (this.#over || !fits || !this.#window.admitsPicture(payload.length)) return false
    this.#window.sent(payload.length, this.#clock.now())
    this.#transmit({ action: 'screen', ...fields }, payload)
    return true
  }

  /** Acknowledges what was received so far, so that the server applies its send window from here on. */
  acknowledgeNow(): void {
    this.#acknowledger.flush()
  }

  /** Says goodbye and closes. */
  close(): void {
    if (!this.#over) this.tell('exit', {})
    this.#release()
  }

  #take(data: ArrayBuffer): void {
    this.#heartbeat.heard()
    const { message, payload } = decodeMessage<Label>(data)
    if (payload) this.#acknowledger.received(payload.length)
    if (message.label === 'voice') {
      if (payload) this.#handlers.voice(payload, message.codec ?? 'pcm')
    } else if (message.label === 'screen') {
      if (payload) this.#handlers.picture(message, payload)
    } else if (message.label === 'ack') {
      this.#window.acknowledge(message.received, this.#clock.now())
      this.#handlers.roomForPictures()
    } else this.#settleOrPush(message, payload)
  }

  #settleOrPush(message: Label, payload: Uint8Array | null): void {
    const reply = payload ? { ...message, payload } : message
    const answer = message.label === 'error' ? new Refused(message) : reply
    if (this.#requests.settle(message.id, answer)) return
    // A reply resolves in microtasks; a push that arrived right after it must not overtake it.
    afterMicrotasks(() => this.#handlers.push(message))
  }

  #send(message: Action): void {
    this.#transmit(message)
  }

  #transmit(message: object, payload?: Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(encodeMessage(message, payload))
  }

  #lose(): void {
    if (this.#over) return
    this.#release()
    this.#handlers.lost()
  }

  #release(): void {
    this.#over = true
    this.#heartbeat.close()
    this.#acknowledger.close()
    this.#requests.close(new ConnectionLost('The connection to the server was lost'))
    this.#socket.close()
  }
}

const channel = new MessageChannel()
const waiting: (() => void)[] = []
channel.port1.addEventListener('message', () => waiting.shift()?.())
channel.port1.start()

/** Runs tasks in order, each after all pending microtasks. Unlike a timer, it is not delayed in a background tab. */
function afterMicrotasks(task: () => void): void {
  waiting.push(task)
  channel.port2.postMessage(null)
}
