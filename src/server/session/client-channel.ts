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

/** The fields of a reply; undefined where the action has none. */
export type Reply = object | undefined

export interface ClientChannelHandlers {
  /** Does what an action asks. @throws ProtocolError to refuse. */
  act(action: Action, payload: Uint8Array | null): Reply | Promise<Reply>
  /** There may be room for a part of a picture again. */
  roomForPictures(): void
  /** The client is closed for what it did, and is not to come back. */
  sentAway(): void
  /** Once, when the connection is over. */
  closed(): void
}

/** What is said over one client's connection: actions and their replies, refusals, and how long one waits for it. */
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
  /** Whether an action has come yet. */
  #spoke = false
  /** Whether the client sends heartbeats, and so is given up where none come. */
  #beats = false
  /** Says how much has come, to a client that shares or did: it can then send no more than the network bears. */
  #acknowledger: Acknowledger | null = null
  /** Payload bytes that the acknowledger knows of. */
  #counted = 0

  constructor(
    connection: Connection<Action, Label>,
    log: ConnectionLog,
    clock: Clock,
    { loopBudget, counters, limits }: Pick<ServerContext, 'limits' | 'counters' | 'loopBudget'>,
  ) {
    this.#connection = connection
    this.#log = log
    this.#clock = clock
    this.#counters = counters
    this.#limits = limits
    this.#refusals = new Refusals(limits)
    this.#pace = new ReadThrottle(clock, loopBudget, limits)
    this.#heardAt = clock.now()
  }

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

  /** Voice and pictures go to the connection itself. */
  get media(): MediaChannel {
    return this.#connection
  }

  /**
   * Waits for work that takes a while.
   * @throws ProtocolError `not_allowed` where the client has gone by then: nothing is to be done for it any more.
   */
  async outlast<T>(work: Promise<T>): Promise<T> {
    const result = await work
    if (!this.#connection.open) throw new ProtocolError('not_allowed', 'The client has gone')
    return result
  }

  /** Lets lines of that many bytes come. */
  allowLine(bytes: number): void {
    this.#connection.allowLine(bytes)
  }

  /** Does something once the action in hand has been answered. */
  afterReply(task: () => void): void {
    this.#afterReply.push(task)
  }

  acknowledged(received: number): void {
    this.#connection.acknowledged(received)
  }

  /** Tells the client from now on how much of what it sends has come. */
  acknowledgePayloads(): void {
    if (this.#acknowledger) return
    const emit = (received: number) => this.#connection.send({ label: 'ack', received })
    this.#acknowledger = new Acknowledger(this.#clock, emit, this.#limits)
    this.#countPayload()
    this.#acknowledger.flush()
  }

  /** The client will send heartbeats from now on. */
  beat(): void {
    this.#beats = true
  }

  /** Closes a client that does not read what it is sent, or is not heard of; to be called about once a second. */
  checkPatience(): void {
    this.#connection.checkAcknowledgements()
    const silence = this.#clock.now() - this.#heardAt
    const { firstAction, heartbeatPatience } = this.#limits
    if (!this.#spoke && silence > firstAction) this.#connection.refuse(nothingCame(firstAction))
    if (this.#beats && silence > heartbeatPatience) {
      this.#connection.refuse(new ProtocolError('timeout'))
    }
  }

  send(message: Label): void {
    this.#log.sent(message.label, message)
    this.#connection.send(message)
  }

  /** Sends a message with a payload, whose length is its `bytes`; it is not logged. */
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

  #take(
    handlers: ClientChannelHandlers,
    action: Action,
    payload: Uint8Array | null,
  ): undefined | Promise<void> {
    this.#heardAt = this.#clock.now()
    this.#spoke = true
    this.#log.received(action.action, action, payload)
    const pause = this.#pace.take(actions[action.action].frequent)
    if (payload) this.#countPayload()
    const reply = handlers.act(action, payload)
    if (reply instanceof Promise)
      return reply.then((fields) => this.#answer(action, fields)).then(() => pause)
    this.#answer(action, reply)
    return pause
  }

  #countPayload(): void {
    if (!this.#acknowledger) return
    const { payloadReceived } = this.#connection
    if (payloadReceived > this.#counted) this.#acknowledger.received(payloadReceived - this.#counted)
    this.#counted = payloadReceived
  }

  #answer(action: Action, fields: Reply): void {
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
    if (error.closes && error.code !== 'timeout') this.#handlers?.sentAway()
    else if (this.#refusals.add(this.#clock.now())) this.#connection.refuse(tooManyRefused())
  }

  #fail(error: unknown): void {
    this.#log.failed(error)
    this.#connection.refuse(new ProtocolError('internal'))
  }
}

function nothingCame(ms: number): ProtocolError {
  return new ProtocolError('timeout', `No action came within ${ms / 1_000} s; begin with hello`)
}

function tooManyRefused(): ProtocolError {
  return new ProtocolError('too_fast', 'Too many refused messages; fix the client and connect again', true)
}

/** Counts the refused messages of a connection: a client that sends only rubbish is not answered for ever. */
export class Refusals {
  readonly #limits: Limits
  #times: number[] = []

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Counts one at `now` (ms); returns whether they are too many. */
  add(now: number): boolean {
    this.#times = this.#times.filter((time) => now - time < this.#limits.refusedWindow)
    this.#times.push(now)
    return this.#times.length >= this.#limits.refusedMessages
  }
}
