import type { Clock } from '../../lib/clock.ts'
import { type Action, actions } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import { requestIdOf } from '../../protocol/vocabulary.ts'
import { Acknowledger } from '../../protocol/wire/acknowledger.ts'
import type { Connection } from '../../protocol/wire/connection.ts'
import type { Header } from '../../protocol/wire/decoder.ts'
import { ReadThrottle } from '../limits/read-throttle.ts'
import type { Counters } from '../metrics/counters.ts'
import type { ConnectionLog } from '../net/connection-log.ts'
import type { MediaChannel, ParticipantChannel } from '../rooms/participant.ts'
import type { ServerContext } from './server-context.ts'

/** The fields of a reply; undefined when the action has none. */
export type Reply = object | undefined

export interface ClientChannelHandlers {
  /** Performs an action. @throws ProtocolError to refuse it */
  act(action: Action, payload: Uint8Array | null): Reply | Promise<Reply>
  /** There may be room for pieces of pictures again. */
  roomForPictures(): void
  /** The client is disconnected because of an error that it made; its session must not be resumed. */
  sentAway(): void
  /** The connection is given up although the client did nothing wrong, such as one that stalls; it may be resumed. */
  cutOff(): void
  /** Called once, when the connection is closed. */
  closed(): void
}

/** The message exchange with one client: actions and replies, refusals, read throttling and timeouts. */
export class ClientChannel implements ParticipantChannel {
  readonly #connection: Connection<Action, Label>
  readonly #log: ConnectionLog
  readonly #clock: Clock
  readonly #counters: Counters
  readonly #limits: Limits
  readonly #refusals: Refusals
  readonly #pace: ReadThrottle
  #handlers: ClientChannelHandlers | null = null
  #afterReply: (() => void)[] = []
  #heardAt: number
  /** Whether an action has been received. */
  #spoke = false
  /** Whether the client sends heartbeats, and is disconnected when they stop. */
  #beats = false
  /** Acknowledges payload bytes to a client that shares or did, so that it can adapt to the network. */
  #acknowledger: Acknowledger | null = null
  /** Payload bytes passed to the acknowledger. */
  #counted = 0

  /** @param since when the client connected, from which its first action is due */
  constructor(
    connection: Connection<Action, Label>,
    log: ConnectionLog,
    clock: Clock,
    { loopBudget, counters, limits }: Pick<ServerContext, 'limits' | 'counters' | 'loopBudget'>,
    since: number,
  ) {
    this.#connection = connection
    this.#log = log
    this.#clock = clock
    this.#counters = counters
    this.#limits = limits
    this.#refusals = new Refusals(limits)
    this.#pace = new ReadThrottle(clock, loopBudget, limits)
    this.#heardAt = since
  }

  /** Starts reading actions. */
  begin(handlers: ClientChannelHandlers): void {
    this.#handlers = handlers
    this.#connection.listen({
      message: (action, payload) => this.#take(handlers, action, payload),
      refused: (error, header) => this.#refuse(error, header),
      failed: (error) => this.#fail(error),
      roomForPictures: () => handlers.roomForPictures(),
      ended: () => this.#connection.close(),
      closed: () => {
        this.#acknowledger?.close()
        handlers.closed()
      },
    })
  }

  /** Where voice and pictures are sent: the connection itself. */
  get media(): MediaChannel {
    return this.#connection
  }

  /**
   * Waits for asynchronous work on behalf of the client.
   * @throws ProtocolError `not_allowed` when the client has disconnected by then, so that the action is abandoned
   */
  async outlast<T>(work: Promise<T>): Promise<T> {
    const result = await work
    this.refuseDisconnected()
    return result
  }

  /** @throws ProtocolError `not_allowed` when the client has disconnected */
  refuseDisconnected(): void {
    if (!this.#connection.open) throw new ProtocolError('not_allowed', 'The client has disconnected')
  }

  /** Allows lines of up to that many bytes. */
  allowLine(bytes: number): void {
    this.#connection.allowLine(bytes)
  }

  /** Runs a task after the reply to the current action was sent. */
  afterReply(task: () => void): void {
    this.#afterReply.push(task)
  }

  /** Handles an acknowledgement by the client. @param received payload bytes it has received in total */
  acknowledged(received: number): void {
    this.#connection.acknowledged(received)
  }

  /** Acknowledges the client's payload bytes from now on. */
  acknowledgePayloads(): void {
    if (this.#acknowledger) return
    const emit = (received: number) => this.#connection.send({ label: 'ack', received })
    this.#acknowledger = new Acknowledger(this.#clock, emit, this.#limits)
    this.#countPayload()
    this.#acknowledger.flush()
  }

  /** Reads nothing from the client for `ms`, unless it has just done so; see `ReadThrottle.rest`. */
  rest(ms: number): Promise<undefined> | undefined {
    return this.#pace.rest(ms)
  }

  /** Handles a heartbeat: from now on the client is disconnected when heartbeats stop. */
  beat(): void {
    this.#beats = true
  }

  /** Disconnects a client that reads too slowly or has gone silent; to be called about once per second. */
  checkPatience(): void {
    this.#connection.checkAcknowledgements()
    const silence = this.#clock.now() - this.#heardAt
    const { firstAction, heartbeatPatience } = this.#limits
    if (!this.#spoke && silence > firstAction) this.#connection.refuse(noAction(firstAction))
    if (this.#beats && silence > heartbeatPatience) {
      this.#connection.refuse(new ProtocolError('timeout'))
    }
  }

  send(message: Label): void {
    this.#log.sent(message.label, message)
    this.#connection.send(message)
  }

  /** Sends a message with a payload of `message.bytes` bytes; it is not logged. */
  sendPayload(message: Label, payload: Uint8Array): void {
    this.#connection.send(message, payload)
  }

  sendEncoded(name: string, message: Buffer): void {
    this.#log.sentEncoded(name, message)
    this.#connection.sendEncoded(message)
  }

  /** Sends what is queued and closes. */
  close(): void {
    this.#connection.close()
  }

  #take(handlers: ClientChannelHandlers, action: Action, payload: Uint8Array | null): undefined | Promise<void> {
    this.#heardAt = this.#clock.now()
    this.#spoke = true
    this.#log.received(action.action, action, payload)
    const pause = this.#pace.take(actions[action.action].frequent)
    if (payload) this.#countPayload()
    const reply = pause ? afterPause(pause, () => handlers.act(action, payload)) : handlers.act(action, payload)
    if (reply instanceof Promise) return reply.then((fields) => this.#answer(action, fields)).then(() => pause)
    this.#answer(action, reply)
    return pause
  }

  #countPayload(): void {
    if (!this.#acknowledger) return
    const { payloadReceived } = this.#connection
    if (payloadReceived > this.#counted) this.#acknowledger.received(payloadReceived - this.#counted)
    this.#counted = payloadReceived
  }

  /** Sends a reply, and what follows it, in one write. */
  #answer(action: Action, fields: Reply): void {
    if (fields || this.#afterReply.length > 0) this.#connection.together(() => this.#reply(action, fields))
  }

  #reply(action: Action, fields: Reply): void {
    if (fields) {
      const message = { label: actions[action.action].reply, ...fields } as Label
      this.send(action.id === undefined ? message : { ...message, id: action.id })
    }
    if (this.#afterReply.length > 0) for (const task of this.#afterReply.splice(0)) task()
  }

  #refuse(error: ProtocolError, header: Header | null): void {
    this.#log.refused(error, header)
    this.#countPayload()
    const id = requestIdOf(header)
    const { code, message } = error
    if (error.closes) this.#counters.closed[code]++
    this.send({ label: 'error', code, message, ...(id === undefined ? {} : { id }) })
    if (error.closes && error.resumable) this.#handlers?.cutOff()
    else if (error.closes) this.#handlers?.sentAway()
    // Somebody who pastes many lines makes no mistake.
    else if (code === 'too_fast' && header?.action === 'say') return
    else if (this.#refusals.add(this.#clock.now())) this.#connection.refuse(tooManyRefused())
  }

  #fail(error: unknown): void {
    this.#log.failed(error)
    this.#connection.refuse(new ProtocolError('internal'))
  }
}

/** Acts, and if that is refused, says so only after the pause: what is refused is read as slowly as anything else. */
function afterPause(pause: Promise<void>, act: () => Reply | Promise<Reply>): Reply | Promise<Reply> {
  try {
    return act()
  } catch (error) {
    return pause.then(() => {
      throw error
    })
  }
}

function noAction(ms: number): ProtocolError {
  return new ProtocolError('timeout', `No action within ${ms / 1_000} s of connecting; begin with hello`)
}

function tooManyRefused(): ProtocolError {
  return new ProtocolError('too_fast', 'Too many refused messages; fix the client and reconnect', true)
}

/** Counts the refused messages of a connection, to disconnect a client that keeps sending invalid ones. */
export class Refusals {
  readonly #limits: Limits
  #times: number[] = []

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Counts a refusal at `now` (ms). @returns whether `limits.refusedMessages` within `limits.refusedWindow` is reached */
  add(now: number): boolean {
    this.#times = this.#times.filter((time) => now - time < this.#limits.refusedWindow)
    this.#times.push(now)
    return this.#times.length >= this.#limits.refusedMessages
  }
}
