import type { Clock } from '../clock.ts'
import { type Action, type ActionName, actions } from '../protocol/actions.ts'
import type { Connection } from '../protocol/connection.ts'
import type { Header } from '../protocol/decoder.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { Label } from '../protocol/labels.ts'
import { limits } from '../protocol/limits.ts'
import type { Codec } from '../protocol/shapes.ts'
import { requestIdOf } from '../protocol/vocabulary.ts'
import type { ConnectionLog } from './connection-log.ts'
import type { Handler } from './handlers/handler.ts'
import { handlers } from './handlers/table.ts'
import type { Downlink, Participant } from './participant.ts'
import type { People } from './people.ts'
import { RateLimit } from './rate-limit.ts'
import { Refusals } from './refusals.ts'
import type { Room } from './room.ts'
import type { Rooms } from './rooms.ts'
import type { VoiceFormat } from './voice-stream.ts'

/** What all sessions of a server share. */
export interface House {
  readonly voice: VoiceFormat
  /** What voice may be sent as, the preferred first. */
  readonly codecs: readonly Codec[]
  readonly clock: Clock
  readonly people: People
  readonly rooms: Rooms
}

/** One client's connection, who it is, and the room it is in. */
export class Session implements Downlink {
  readonly house: House
  readonly participant: Participant
  readonly #connection: Connection<Action, Label>
  readonly #log: ConnectionLog
  readonly #refusals = new Refusals()
  readonly #told = new RateLimit(limits.toldBurst, limits.toldPerSecond)
  #room: Room | null = null
  #afterReply: (() => void)[] = []

  constructor(connection: Connection<Action, Label>, house: House, log: ConnectionLog) {
    this.house = house
    this.#connection = connection
    this.#log = log
    this.participant = house.people.arrive(this)
  }

  /** Begins to serve; `closed` is called once, when it is over. */
  serve(closed: () => void): void {
    this.#connection.listen({
      message: (action, payload) => this.#dispatch(action, payload),
      refused: (error, header) => this.#refuse(error, header),
      failed: (error) => this.#fail(error),
      ended: () => this.close(),
      closed: () => {
        this.leave()
        this.house.people.depart(this.participant)
        this.#log.ended()
        closed()
      },
    })
  }

  get room(): Room | null {
    return this.#room
  }

  /** @throws ProtocolError `not_in_a_room` */
  roomOrRefuse(): Room {
    if (!this.#room) throw new ProtocolError('not_in_a_room')
    return this.#room
  }

  /**
   * The client said hello: it may send long lines, is told of rooms, and has a name at the latest now.
   * @param codecs what it can decode; PCM it always can.
   */
  greet(codecs: readonly string[] = []): void {
    this.participant.greeted = true
    this.participant.opus = codecs.includes('opus') && this.house.codecs.includes('opus')
    this.house.people.nameGuest(this.participant)
    this.#connection.allowLine(limits.line)
    this.afterReply(() => this.#room?.usersChanged())
  }

  /** Goes into a room, out of the one before. */
  enter(room: Room): void {
    this.leave()
    this.house.people.nameGuest(this.participant)
    this.#connection.allowLine(limits.line)
    this.#room = room
    room.enter(this.participant)
  }

  leave(): void {
    const room = this.#room
    if (!room) return
    this.#room = null
    room.leave(this.participant)
    this.house.rooms.tidy(room)
  }

  /**
   * Counts what others are to be told because of this client.
   * @param bytes of its text.
   * @throws ProtocolError `too_fast`
   */
  countTold(bytes: number): void {
    const amount = limits.toldOverhead + bytes
    if (!this.#told.take(amount, this.house.clock.now())) throw new ProtocolError('too_fast')
  }

  /** Does something once the action in hand has been answered. */
  afterReply(task: () => void): void {
    this.#afterReply.push(task)
  }

  acknowledged(received: number): void {
    this.#connection.acknowledged(received)
  }

  /** Closes a client that does not read what it is sent; to be called about once a second. */
  checkPatience(): void {
    this.#connection.checkAcknowledgements()
  }

  send(message: Label): void {
    this.#log.sent(message.label, message)
    this.#connection.send(message)
  }

  sendEncoded(name: string, message: Buffer): void {
    this.#log.sentEncoded(name, message)
    this.#connection.sendEncoded(message)
  }

  sendRealtime(message: Buffer, payloadBytes: number): void {
    this.#connection.sendRealtime(message, payloadBytes)
  }

  /** Leaves the room, sends what is queued and closes. */
  close(): void {
    this.leave()
    this.#connection.close()
  }

  #dispatch(action: Action, payload: Uint8Array | null): void {
    this.#log.received(action.action, action, payload)
    // The table ties each handler to its own action, which the compiler cannot follow through the union.
    const handler = handlers[action.action] as Handler<ActionName>
    const reply: object | undefined = handler(this, action as never, payload)
    if (reply) this.#reply(action, reply)
    if (this.#afterReply.length > 0) for (const task of this.#afterReply.splice(0)) task()
  }

  #reply(action: Action, fields: object): void {
    const message = { label: actions[action.action].reply, ...fields } as Label
    this.send(action.id === undefined ? message : { ...message, id: action.id })
  }

  #refuse(error: ProtocolError, header: Header | null): void {
    this.#log.refused(error, header)
    const id = requestIdOf(header)
    const { code, message } = error
    this.send({ label: 'error', code, message, ...(id === undefined ? {} : { id }) })
    if (error.closes) this.leave()
    else if (this.#refusals.add(this.house.clock.now())) this.#connection.refuse(tooManyRefused())
  }

  #fail(error: unknown): void {
    this.#log.failed(error)
    this.#connection.refuse(new ProtocolError('internal'))
  }
}

function tooManyRefused(): ProtocolError {
  return new ProtocolError('too_fast', 'Too many refused messages; mend the client and connect again', true)
}
