import { preferredCodec } from '../../audio/codec.ts'
import type { Action } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Connection } from '../../protocol/wire/connection.ts'
import { ClientQuota } from '../limits/client-quota.ts'
import type { ConnectionLog } from '../net/connection-log.ts'
import type { Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'
import { Authenticator } from './authenticator.ts'
import { ClientChannel, type Reply } from './client-channel.ts'
import type { ClientSession, ResumedState } from './client-session.ts'
import { Resumption } from './resumption.ts'
import type { ServerContext } from './server-context.ts'

/** Log events about one person. */
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

/** Does what an action asks and returns the fields of its reply, if it has one. @throws ProtocolError to refuse. */
export type PerformAction = (
  session: Session,
  action: Action,
  payload: Uint8Array | null,
) => Reply | Promise<Reply>

/** One client's connection, who it is, and the room it is in. */
export class Session implements ClientSession {
  readonly context: ServerContext
  readonly quota: ClientQuota
  readonly channel: ClientChannel
  readonly authenticator: Authenticator
  /** Where the client is. */
  readonly address: string
  /** When it connected; ms of the clock. */
  readonly since: number
  /** What the client is to sign to log in; it holds once. */
  challenge: string | null = null
  #participant: Participant
  readonly #resumption: Resumption
  readonly #perform: PerformAction
  readonly #log: ConnectionLog
  #room: Room | null = null
  /** The client left by itself, or was sent away: the session cannot be resumed. */
  #left = false

  /**
   * @param address where the client is; wrong passwords are counted by it.
   * @param perform handles every action of a client that may ask for it.
   */
  constructor(
    connection: Connection<Action, Label>,
    context: ServerContext,
    log: ConnectionLog,
    address: string,
    perform: PerformAction,
  ) {
    this.context = context
    this.address = address
    this.since = context.clock.now()
    this.quota = new ClientQuota(context.clock, context.voice.frameMs, context.limits)
    this.channel = new ClientChannel(connection, log, context.clock, context)
    this.authenticator = new Authenticator(context, address, this.channel)
    this.#resumption = new Resumption(this, context, () => this.#depart())
    this.#perform = perform
    this.#log = log
    this.#participant = context.roster.arrive(this.channel)
  }

  /** Begins to serve; `closed` is called once, when it is over. */
  serve(closed: () => void): void {
    this.channel.begin({
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

  /**
   * The client said hello: it may send long lines, gets the list of rooms, and has a name from now on.
   * @param codecs what it can decode; PCM it always can.
   */
  greet(codecs: readonly string[] = []): void {
    this.participant.greeted = true
    this.participant.codec = preferredCodec(this.context.codecs.filter((name) => codecs.includes(name)))
    this.context.roster.nameGuest(this.participant)
    this.note('named')
    this.channel.allowLine(this.context.limits.line)
    this.channel.afterReply(() => this.#room?.usersChanged())
  }

  /** The client proved that its name is registered to it. */
  nameProved(): void {
    this.#participant.registered = true
    this.channel.afterReply(() => this.#room?.usersChanged())
  }

  /**
   * Goes on as the session of a token: the same person, in the same room.
   * @returns false where that is not to be had any more.
   */
  resume(token: string): boolean {
    const before = this.context.resumeTokens.redeem(token)
    if (!before || before === this || this.#room) return false
    this.#forget(this.#participant)
    const { participant, room, missed } = before.surrender()
    this.#participant = participant
    this.#room = room
    participant.attach(this.channel)
    this.note('resumed')
    room?.setAway(participant, false)
    this.channel.afterReply(() => {
      room?.tellNewcomer(participant)
      for (const message of missed) this.channel.sendEncoded('said', message)
    })
    return true
  }

  /** Goes into a room, out of the one before. */
  enter(room: Room): void {
    this.leave()
    this.context.roster.nameGuest(this.participant)
    this.channel.allowLine(this.context.limits.line)
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

  /** Closes a client that does not read what it is sent, or is not heard of; to be called about once a second. */
  checkPatience(): void {
    this.channel.checkPatience()
  }

  /** Leaves the room for good, sends what is queued and closes. */
  close(): void {
    this.#left = true
    this.leave()
    this.channel.close()
  }

  /** Sends the client away; no other can resume the session. */
  expel(): void {
    this.#resumption.revokeToken()
    if (this.#resumption.detached) this.#depart()
    else this.close()
  }

  /** Mutes the client for everyone in its room, or lifts that. */
  muteForAll(muted: boolean): void {
    this.#room?.muteForAll(this.#participant, muted)
  }

  /** Makes the client the host of its room. */
  becomeHost(): void {
    if (!this.#room) return
    this.#room.host = this.#participant
    this.#room.usersChanged()
  }

  /** Makes the client an operator of the server, or takes that right. */
  setOperator(operator: boolean): void {
    this.#participant.operator = operator
    this.#room?.usersChanged()
    this.note(operator ? 'operator' : 'operator_no_more')
  }

  /** Hands over who it was to the session that resumes it. */
  surrender(): ResumedState {
    const participant = this.#participant
    const room = this.#room
    const missed = this.#resumption.end()
    // What is left here is a participant that never was anywhere.
    this.#participant = this.context.roster.arrive(this.channel)
    this.#room = null
    if (this.#resumption.detached) this.#forget(this.#participant)
    else this.close()
    return { participant, room, missed }
  }

  /** The connection is over: the session waits for another one, if it may, or ends. */
  #lose(): void {
    const channel = this.#left ? null : this.#resumption.detach()
    if (!channel) {
      this.#depart()
      return
    }
    this.#participant.attach(channel)
    this.note('cut_off')
    this.#room?.setAway(this.#participant, true)
  }

  #depart(): void {
    this.#resumption.end()
    this.leave()
    this.#forget(this.#participant)
  }

  /** Somebody is at this server no more. */
  #forget(participant: Participant): void {
    this.context.rooms.outlive(participant)
    this.context.roster.depart(participant)
  }

  #act(action: Action, payload: Uint8Array | null): Reply | Promise<Reply> {
    this.authenticator.refuseUnadmitted(action.action)
    return this.#perform(this, action, payload)
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
