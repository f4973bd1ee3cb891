import type { Clock } from '../clock.ts'
import { type Action, type ActionName, actions } from '../protocol/actions.ts'
import type { Connection } from '../protocol/connection.ts'
import type { Header } from '../protocol/decoder.ts'
import { encode } from '../protocol/encoder.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { Label } from '../protocol/labels.ts'
import { limits } from '../protocol/limits.ts'
import type { Codec } from '../protocol/shapes.ts'
import { requestIdOf } from '../protocol/vocabulary.ts'
import { Absence } from './absence.ts'
import { Allowance } from './allowance.ts'
import type { ConnectionLog } from './connection-log.ts'
import type { Handler } from './handlers/handler.ts'
import { handlers } from './handlers/table.ts'
import type { Downlink, Participant } from './participant.ts'
import type { Password } from './password.ts'
import type { People } from './people.ts'
import { Refusals } from './refusals.ts'
import type { Resumptions } from './resumptions.ts'
import type { Room } from './room.ts'
import type { Rooms } from './rooms.ts'
import type { VoiceFormat } from './voice-stream.ts'
import type { WrongPasswords } from './wrong-passwords.ts'

/** What all sessions of a server share. */
export interface House {
  readonly voice: VoiceFormat
  /** What voice may be sent as, the preferred first. */
  readonly codecs: readonly Codec[]
  readonly clock: Clock
  readonly people: People
  readonly rooms: Rooms
  readonly resumptions: Resumptions
  /** Sessions whose connection broke and that may come back. */
  readonly absences: Set<Session>
  /** What one must know to come in; null lets everybody in. */
  readonly password: Password | null
  readonly wrongPasswords: WrongPasswords
}

/** One client's connection, who it is, and the room it is in. */
export class Session implements Downlink {
  readonly house: House
  readonly allowance: Allowance
  #participant: Participant
  readonly #connection: Connection<Action, Label>
  readonly #log: ConnectionLog
  readonly #refusals = new Refusals()
  readonly #address: string
  /** Whether the client may do more than say hello. */
  #admitted: boolean
  #room: Room | null = null
  /** Temporary rooms that this client made: one that nobody ever entered goes with it. */
  #made = new Set<Room>()
  #afterReply: (() => void)[] = []
  /** There while the connection is broken and may come back. */
  #absence: Absence | null = null
  /** The client left by itself, or was sent away: it does not come back. */
  #left = false
  #heardAt: number
  /** Whether an action has come yet. */
  #spoke = false
  /** Whether the client sends heartbeats, and so is given up where none come. */
  #beats = false

  /** @param address where the client is; wrong passwords are counted by it. */
  constructor(connection: Connection<Action, Label>, house: House, log: ConnectionLog, address: string) {
    this.house = house
    this.allowance = new Allowance(house.clock, house.voice.frameMs)
    this.#connection = connection
    this.#log = log
    this.#address = address
    this.#admitted = house.password === null
    this.#participant = house.people.arrive(this)
    this.#heardAt = house.clock.now()
  }

  /** Begins to serve; `closed` is called once, when it is over. */
  serve(closed: () => void): void {
    this.#connection.listen({
      message: (action, payload) => this.#dispatch(action, payload),
      refused: (error, header) => this.#refuse(error, header),
      failed: (error) => this.#fail(error),
      ended: () => this.#connection.close(),
      closed: () => {
        this.#lose()
        this.#log.ended(this.allowance.droppedVoice)
        closed()
      },
    })
  }

  get participant(): Participant {
    return this.#participant
  }

  get room(): Room | null {
    return this.#room
  }

  /** @throws ProtocolError `not_in_a_room` */
  roomOrRefuse(): Room {
    if (!this.#room) throw new ProtocolError('not_in_a_room')
    return this.#room
  }

  /** Lets a client in that knows the password of the server. @returns whether it is in. @throws as `proves`. */
  async admit(tried: string | undefined): Promise<boolean> {
    const { password } = this.house
    this.#admitted ||= password === null || (await this.proves(password, tried))
    return this.#admitted
  }

  /**
   * Whether the client knows a password.
   * @throws ProtocolError `too_fast` where too many wrong ones came from its address.
   */
  async proves(password: Password, tried: string | undefined): Promise<boolean> {
    if (tried === undefined) return false
    const { wrongPasswords, clock } = this.house
    if (!wrongPasswords.begin(this.#address, clock.now())) {
      const seconds = wrongPasswords.secondsLeft(this.#address, clock.now())
      throw new ProtocolError(
        'too_fast',
        `Too many wrong passwords from your address; try again in ${seconds} s`,
      )
    }
    const matching = password.matches(tried)
    if (await matching) wrongPasswords.right(this.#address)
    return this.outlast(matching)
  }

  /** Waits for what takes a while, and goes no further where the client has gone meanwhile. */
  async outlast<T>(work: Promise<T>): Promise<T> {
    const result = await work
    if (!this.#connection.open) throw new ProtocolError('not_allowed', 'The client has gone')
    return result
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

  /**
   * Takes a name. Where somebody holds it whose connection broke, that session is given up: who ended a client and
   * started it again is not to wait.
   */
  takeName(wanted: string): 'ok' | 'conflict' | 'invalid name' {
    const { people, absences } = this.house
    const status = people.name(this.#participant, wanted)
    if (status !== 'conflict') return status
    const held = people.conflicting(wanted)
    const absent = [...absences].find(({ participant }) => participant.name === held)
    if (!absent) return status
    absent.#depart()
    return people.name(this.#participant, wanted)
  }

  /** A token by which this session can be resumed when its connection breaks. */
  issueToken(): string {
    return this.house.resumptions.issue(this)
  }

  /**
   * Goes on as the session of a token: the same person, in the same room.
   * @returns false where that is not to be had any more.
   */
  resume(token: string): boolean {
    const before = this.house.resumptions.redeem(token)
    if (!before || before === this || this.#room) return false
    this.house.people.depart(this.#participant)
    const { participant, room, made, missed } = before.#surrender()
    this.#made = made
    this.#participant = participant
    this.#room = room
    participant.attach(this)
    room?.setAway(participant, false)
    this.afterReply(() => {
      room?.tellRecorders(participant)
      for (const message of missed) this.sendEncoded('said', message)
    })
    return true
  }

  /** The client made a temporary room. */
  made(room: Room): void {
    this.#made.add(room)
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

  /** Does something once the action in hand has been answered. */
  afterReply(task: () => void): void {
    this.#afterReply.push(task)
  }

  acknowledged(received: number): void {
    this.#connection.acknowledged(received)
  }

  /** The client will send heartbeats from now on. */
  beat(): void {
    this.#beats = true
  }

  /** Closes a client that does not read what it is sent, or is not heard of; to be called about once a second. */
  checkPatience(): void {
    this.#connection.checkAcknowledgements()
    const silence = this.house.clock.now() - this.#heardAt
    if (!this.#spoke && silence > limits.firstAction) this.#connection.refuse(nothingCame())
    if (this.#beats && silence > limits.heartbeatPatience) {
      this.#connection.refuse(new ProtocolError('timeout'))
    }
  }

  send(message: Label): void {
    if (this.#absence) {
      if (message.label === 'said') this.#absence.miss(encode(message))
      return
    }
    this.#log.sent(message.label, message)
    this.#connection.send(message)
  }

  sendEncoded(name: string, message: Buffer): void {
    if (this.#absence) {
      if (name === 'said') this.#absence.miss(message)
      return
    }
    this.#log.sentEncoded(name, message)
    this.#connection.sendEncoded(message)
  }

  sendRealtime(message: Buffer, payloadBytes: number): void {
    this.#connection.sendRealtime(message, payloadBytes)
  }

  /** Leaves the room for good, sends what is queued and closes. */
  close(): void {
    this.#left = true
    this.leave()
    this.#connection.close()
  }

  /** The connection is over: the session waits for another one, if it may, or ends. */
  #lose(): void {
    const { clock, resumptions, absences } = this.house
    const waits = !this.#left && resumptions.has(this) && absences.size < limits.absentSessions
    if (!waits) {
      this.#depart()
      return
    }
    this.#absence = new Absence(clock, () => this.#depart())
    absences.add(this)
    this.#room?.setAway(this.#participant, true)
  }

  /** Hands over who it was to the session that goes on for it. */
  #surrender(): { participant: Participant; room: Room | null; made: Set<Room>; missed: readonly Buffer[] } {
    const participant = this.#participant
    const room = this.#room
    const made = this.#made
    this.#made = new Set()
    const missed = this.#absence?.end() ?? []
    this.house.absences.delete(this)
    // What is left here is somebody who never was anywhere.
    this.#participant = this.house.people.arrive(this)
    this.#room = null
    if (this.#absence) this.house.people.depart(this.#participant)
    else this.close()
    return { participant, room, made, missed }
  }

  #depart(): void {
    this.#absence?.end()
    this.house.absences.delete(this)
    this.house.resumptions.revoke(this)
    this.leave()
    for (const room of this.#made) this.house.rooms.tidy(room)
    this.house.people.depart(this.#participant)
  }

  #dispatch(action: Action, payload: Uint8Array | null): void | Promise<void> {
    this.#heardAt = this.house.clock.now()
    this.#spoke = true
    this.#log.received(action.action, action, payload)
    if (!this.#admitted && !actions[action.action].open) {
      throw new ProtocolError('not_allowed', 'This server wants a password: say hello with it first')
    }
    // The table ties each handler to its own action, which the compiler cannot follow through the union.
    const handler = handlers[action.action] as Handler<ActionName>
    const reply: object | undefined = handler(this, action as never, payload)
    if (reply instanceof Promise)
      return reply.then((fields: object | undefined) => this.#answer(action, fields))
    this.#answer(action, reply)
  }

  #answer(action: Action, fields: object | undefined): void {
    if (fields) this.#reply(action, fields)
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
    if (error.closes && error.code !== 'timeout') this.#sendAway()
    else if (this.#refusals.add(this.house.clock.now())) this.#connection.refuse(tooManyRefused())
  }

  #sendAway(): void {
    this.#left = true
    this.leave()
  }

  #fail(error: unknown): void {
    this.#log.failed(error)
    this.#connection.refuse(new ProtocolError('internal'))
  }
}

function nothingCame(): ProtocolError {
  return new ProtocolError(
    'timeout',
    `No action came within ${limits.firstAction / 1_000} s; begin with hello`,
  )
}

function tooManyRefused(): ProtocolError {
  return new ProtocolError('too_fast', 'Too many refused messages; mend the client and connect again', true)
}
