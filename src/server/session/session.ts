import { type Action, type ActionName, actions } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import { limits } from '../../protocol/limits.ts'
import { cleanName } from '../../protocol/names.ts'
import type { Connection } from '../../protocol/wire/connection.ts'
import { encode } from '../../protocol/wire/encoder.ts'
import type { Account } from '../accounts/accounts.ts'
import type { ServerContext } from '../context.ts'
import type { Handler } from '../handlers/handler.ts'
import { handlers } from '../handlers/table.ts'
import { ClientQuota } from '../limits/client-quota.ts'
import { banSentence } from '../moderation/bans.ts'
import type { ConnectionLog } from '../net/connection-log.ts'
import type { Downlink, Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'
import { Authenticator, type Proof } from './authenticator.ts'
import { ClientChannel } from './client-channel.ts'
import { DetachedSession } from './resume-tokens.ts'
import type { NameStatus } from './roster.ts'

/** What the log tells of a person alone. */
type PersonEvent =
  | 'wrong_password'
  | 'wrong_token'
  | 'operator'
  | 'operator_no_more'
  | 'registered'
  | 'logged_in'
  | 'named'
  | 'cut_off'
  | 'resumed'

/** One client's connection, who it is, and the room it is in. */
export class Session implements Downlink {
  readonly context: ServerContext
  readonly quota: ClientQuota
  /** Where the client is. */
  readonly address: string
  /** When it connected; ms of the clock. */
  readonly since: number
  /** What the client is to sign to log in; it holds once. */
  challenge: string | null = null
  #participant: Participant
  readonly #channel: ClientChannel
  readonly #authenticator: Authenticator
  readonly #log: ConnectionLog
  #room: Room | null = null
  /** There while the connection is broken and may come back. */
  #detached: DetachedSession | null = null
  /** The client left by itself, or was sent away: it does not come back. */
  #left = false

  /** @param address where the client is; wrong passwords are counted by it. */
  constructor(
    connection: Connection<Action, Label>,
    context: ServerContext,
    log: ConnectionLog,
    address: string,
  ) {
    this.context = context
    this.address = address
    this.since = context.clock.now()
    this.quota = new ClientQuota(context.clock, context.voice.frameMs, context.limits)
    this.#channel = new ClientChannel(connection, log, context.clock, context)
    this.#authenticator = new Authenticator(context, address)
    this.#log = log
    this.#participant = context.roster.arrive(this)
  }

  /** Begins to serve; `closed` is called once, when it is over. */
  serve(closed: () => void): void {
    this.#channel.begin({
      act: (action, payload) => this.#act(action, payload),
      roomForPictures: () => this.#room?.screens.roomFor(this.#participant),
      sentAway: () => this.#sendAway(),
      closed: () => {
        this.#lose()
        this.#log.ended(this.quota.droppedVoice)
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

  /** Writes into the log what this person did. */
  note(event: PersonEvent): void {
    const { id: user, name } = this.#participant
    this.#log.happened(event, { user, name })
  }

  /** Lets a client in that knows the password of the server. @returns whether it is in. @throws as `proves`. */
  admit(tried: string | undefined): Promise<boolean> {
    return this.outlast(this.#authenticator.admit(tried))
  }

  /**
   * Whether the client knows a password or token.
   * @throws ProtocolError `too_fast` where too many wrong ones came from its address.
   */
  proves(proof: Proof, tried: string | undefined): Promise<boolean> {
    return this.outlast(this.#authenticator.proves(proof, tried))
  }

  /** Counts a password that is made. @throws ProtocolError `too_fast` where there were too many. */
  countTry(): void {
    this.#authenticator.countTry()
  }

  /** Waits for what takes a while, and goes no further where the client has gone meanwhile. */
  async outlast<T>(work: Promise<T>): Promise<T> {
    const result = await work
    if (!this.#channel.open) throw new ProtocolError('not_allowed', 'The client has gone')
    return result
  }

  /**
   * The client said hello: it may send long lines, is told of rooms, and has a name at the latest now.
   * @param codecs what it can decode; PCM it always can.
   */
  greet(codecs: readonly string[] = []): void {
    this.participant.greeted = true
    this.participant.opus = codecs.includes('opus') && this.context.codecs.includes('opus')
    this.context.roster.nameGuest(this.participant)
    this.note('named')
    this.#channel.allowLine(limits.line)
    this.afterReply(() => this.#room?.usersChanged())
  }

  /**
   * Takes a name. Where somebody holds it whose connection broke, that session is given up: who ended a client and
   * started it again is not to wait.
   * @throws ProtocolError `banned`, which closes, for a name banned from the server; `not_allowed` for one banned here.
   */
  takeName(wanted: string): NameStatus | 'name registered' {
    this.#refuseBanned(cleanName(wanted) ?? '')
    const owner = this.context.accounts?.find(wanted)
    if (owner && owner.id !== this.#participant.account) return 'name registered'
    const status = this.#claimName(wanted)
    if (status === 'ok') this.#participant.registered = owner !== undefined && owner !== null
    return status
  }

  #claimName(wanted: string): NameStatus {
    const { roster, absences } = this.context
    const status = roster.name(this.#participant, wanted)
    if (status !== 'conflict') return status
    const held = roster.conflicting(wanted)
    const absent = [...absences].find(({ participant }) => participant.name === held)
    if (!absent) return status
    absent.#depart()
    return roster.name(this.#participant, wanted)
  }

  /** Takes the name of an account that the client proved to own. */
  logIn(account: Account): NameStatus | 'name registered' {
    const status = this.#takeNameAs(account)
    if (status !== 'ok') return status
    this.note('logged_in')
    this.nameProved()
    if (account.operator && !this.#participant.operator) this.context.moderation.promote(this)
    return status
  }

  #takeNameAs({ id, name }: Account): NameStatus | 'name registered' {
    const participant = this.#participant
    const before = participant.account
    let status: NameStatus | 'name registered' | null = null
    try {
      participant.account = id
      status = this.takeName(name)
      return status
    } finally {
      if (status !== 'ok') participant.account = before
    }
  }

  /** The name one has is one's own from now on. */
  nameProved(): void {
    this.#participant.registered = true
    this.afterReply(() => this.#room?.usersChanged())
  }

  /** A token by which this session can be resumed when its connection breaks. */
  issueToken(): string {
    return this.context.resumeTokens.issue(this)
  }

  /**
   * Goes on as the session of a token: the same person, in the same room.
   * @returns false where that is not to be had any more.
   */
  resume(token: string): boolean {
    const before = this.context.resumeTokens.redeem(token)
    if (!before || before === this || this.#room) return false
    this.#forget(this.#participant)
    const { participant, room, missed } = before.#surrender()
    this.#participant = participant
    this.#room = room
    participant.attach(this)
    this.note('resumed')
    room?.setAway(participant, false)
    this.afterReply(() => {
      room?.tellNewcomer(participant)
      for (const message of missed) this.sendEncoded('said', message)
    })
    return true
  }

  /** Goes into a room, out of the one before. */
  enter(room: Room): void {
    this.leave()
    this.context.roster.nameGuest(this.participant)
    this.#channel.allowLine(limits.line)
    this.#room = room
    room.enter(this.participant)
    this.#noteRoom('joined', room)
  }

  leave(): void {
    const room = this.#room
    if (!room) return
    this.#room = null
    room.leave(this.participant)
    this.#noteRoom('left', room)
    this.context.rooms.tidy(room)
  }

  /** Does something once the action in hand has been answered. */
  afterReply(task: () => void): void {
    this.#channel.afterReply(task)
  }

  acknowledged(received: number): void {
    this.#channel.acknowledged(received)
  }

  /** The client will send heartbeats from now on. */
  beat(): void {
    this.#channel.beat()
  }

  /** Closes a client that does not read what it is sent, or is not heard of; to be called about once a second. */
  checkPatience(): void {
    this.#channel.checkPatience()
  }

  send(message: Label): void {
    if (this.#detached) {
      if (message.label === 'said') this.#detached.miss(encode(message))
      return
    }
    this.#channel.send(message)
  }

  sendEncoded(name: string, message: Buffer): void {
    if (this.#detached) {
      if (name === 'said') this.#detached.miss(message)
      return
    }
    this.#channel.sendEncoded(name, message)
  }

  /** Sends a message with a payload, whose length is its `bytes`. */
  sendPayload(message: Label, payload: Uint8Array): void {
    this.#channel.sendPayload(message, payload)
  }

  sendRealtime(message: Buffer, payloadBytes: number): void {
    this.#channel.sendRealtime(message, payloadBytes)
  }

  sendPicture(message: Buffer, payloadBytes: number): boolean {
    return this.#channel.sendPicture(message, payloadBytes)
  }

  /** The client is told from now on how much of what it sends has come. */
  acknowledgePayloads(): void {
    this.#channel.acknowledgePayloads()
  }

  /** Leaves the room for good, sends what is queued and closes. */
  close(): void {
    this.#left = true
    this.leave()
    this.#channel.close()
  }

  /** Sends the client away: nobody can resume what it was. */
  expel(): void {
    this.context.resumeTokens.revoke(this)
    if (this.#detached) this.#depart()
    else this.close()
  }

  /** The connection is over: the session waits for another one, if it may, or ends. */
  #lose(): void {
    const { clock, resumeTokens, absences, limits } = this.context
    const waits = !this.#left && resumeTokens.has(this) && absences.size < limits.absentSessions
    if (!waits) {
      this.#depart()
      return
    }
    this.#detached = new DetachedSession(clock, limits, () => this.#depart())
    absences.add(this)
    this.note('cut_off')
    this.#room?.setAway(this.#participant, true)
  }

  /** Hands over who it was to the session that goes on for it. */
  #surrender(): { participant: Participant; room: Room | null; missed: readonly Buffer[] } {
    const participant = this.#participant
    const room = this.#room
    const missed = this.#detached?.end() ?? []
    this.context.absences.delete(this)
    // What is left here is somebody who never was anywhere.
    this.#participant = this.context.roster.arrive(this)
    this.#room = null
    if (this.#detached) this.#forget(this.#participant)
    else this.close()
    return { participant, room, missed }
  }

  #depart(): void {
    this.#detached?.end()
    this.context.absences.delete(this)
    this.context.resumeTokens.revoke(this)
    this.leave()
    this.#forget(this.#participant)
  }

  /** Somebody is at this server no more. */
  #forget(participant: Participant): void {
    this.context.rooms.outlive(participant)
    this.context.roster.depart(participant)
  }

  #refuseBanned(name: string): void {
    const { moderation, clock } = this.context
    const now = clock.date()
    const ban = moderation.bans.find({ name }, now)
    if (ban) throw new ProtocolError('banned', banSentence(ban, 'this server', now))
    if (this.#room?.bans.find({ name }, now)) {
      throw new ProtocolError('not_allowed', 'That name is banned from this room; choose another')
    }
  }

  #act(action: Action, payload: Uint8Array | null): ReturnType<Handler<ActionName>> {
    this.#authenticator.refuseBanned()
    if (!this.#authenticator.admitted && !actions[action.action].open) {
      throw new ProtocolError('not_allowed', 'This server wants a password: say hello with it first')
    }
    // The table ties each handler to its own action, which the compiler cannot follow through the union.
    return (handlers[action.action] as Handler<ActionName>)(this, action as never, payload)
  }

  #noteRoom(event: 'joined' | 'left', { name: room }: Room): void {
    const { id: user, name } = this.#participant
    this.#log.happened(event, { user, name, room })
  }

  #sendAway(): void {
    this.#left = true
    this.leave()
  }
}
