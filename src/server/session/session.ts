import { preferredCodec } from '../../audio/codec.ts'
import type { Action } from '../../protocol/actions.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Label } from '../../protocol/labels.ts'
import type { Connection } from '../../protocol/wire/connection.ts'
import { ClientQuota } from '../limits/client-quota.ts'
import type { PasswordSubject } from '../log/log-events.ts'
import { addressGroup, isOwnMachine } from '../net/addresses.ts'
import type { ConnectionLog } from '../net/connection-log.ts'
import type { Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'
import { Authenticator } from './authenticator.ts'
import { ClientChannel, type Reply } from './client-channel.ts'
import type { ClientSession, ResumedState, SessionOrigin } from './client-session.ts'
import { Resumption } from './resumption.ts'
import type { ServerContext } from './server-context.ts'

/** Log events that concern a person and no room. */
type PersonEvent =
  | 'wrong_password'
  | 'wrong_token'
  | 'operator'
  | 'operator_revoked'
  | 'registered'
  | 'password_set'
  | 'reset_asked'
  | 'logged_in'
  | 'named'
  | 'cut_off'
  | 'resumed'

/** Performs an action and returns the fields of its reply, if it has one. @throws ProtocolError to refuse it */
export type PerformAction = (session: Session, action: Action, payload: Uint8Array | null) => Reply | Promise<Reply>

/** ms for which voice and pictures of a client may still arrive that was taken out of its room. */
const ON_ITS_WAY = 5_000

/** The state of one client: its connection, participant and room. */
export class Session implements ClientSession {
  readonly context: ServerContext
  readonly quota: ClientQuota
  readonly channel: ClientChannel
  readonly authenticator: Authenticator
  readonly origin: SessionOrigin
  /** The challenge for the client to sign when it logs in by key; valid once. */
  challenge: string | null = null
  #participant: Participant
  readonly #resumption: Resumption
  readonly #perform: PerformAction
  readonly #log: ConnectionLog
  #room: Room | null = null
  #takenOutAt = -Infinity
  /** The client left by itself or was disconnected by the server, so the session cannot be resumed. */
  #left = false
  /** The connection was lost before the session ended; the end of the connection itself changes nothing more. */
  #detached = false

  /** @param perform handles every action that the client is allowed to send */
  constructor(
    connection: Connection<Action, Label>,
    context: ServerContext,
    log: ConnectionLog,
    origin: SessionOrigin,
    perform: PerformAction,
  ) {
    this.context = context
    this.origin = origin
    this.quota = new ClientQuota(context.clock, context.voice.frameMs, context.limits)
    this.channel = new ClientChannel(connection, log, context.clock, context, origin.since)
    this.authenticator = new Authenticator(context, origin, this.channel)
    this.#resumption = new Resumption(this, context, () => this.#depart())
    this.#perform = perform
    this.#log = log
    this.#participant = context.roster.arrive(this.channel)
  }

  /** Starts serving the client. @param closed called once, when the connection is closed */
  serve(closed: () => void): void {
    this.channel.begin({
      act: (action, payload) => this.#act(action, payload),
      roomForPictures: () => this.#room?.screens.roomFor(this.#participant),
      sentAway: () => this.#sendAway(),
      cutOff: () => this.#detach() || this.#sendAway(),
      closed: () => {
        this.#lose()
        this.#log.ended(this.quota.droppedVoice)
        closed()
      },
    })
  }

  /** The client's address. */
  get address(): string {
    return this.origin.address
  }

  /** Time of the connection in ms of the monotonic clock. */
  get since(): number {
    return this.origin.since
  }

  get participant(): Participant {
    return this.#participant
  }

  get room(): Room | null {
    return this.#room
  }

  /** The room the client is in. @throws ProtocolError `not_in_a_room` */
  roomOrRefuse(): Room {
    if (!this.#room) throw new ProtocolError('not_in_a_room')
    return this.#room
  }

  /** Logs an event of this person. @param subject what it concerns besides the person */
  note(event: PersonEvent, subject: PasswordSubject = {}): void {
    const { id: user, name } = this.#participant
    this.#log.happened(event, { user, name, ...subject })
  }

  /**
   * Handles an accepted `hello`: the client may send long lines, is sent changes of the list of rooms, and gets a guest
   * name if it has none.
   * @param codecs codecs it can decode; PCM is implied
   */
  greet(codecs: readonly string[] = []): void {
    this.participant.greeted = true
    this.participant.codec = preferredCodec(this.context.codecs.filter((name) => codecs.includes(name)))
    this.context.roster.nameGuest(this.participant)
    this.note('named')
    this.context.people.changed()
    this.channel.allowLine(this.context.limits.line)
    this.channel.afterReply(() => this.#room?.usersChanged())
  }

  /** Marks the client's name as registered to it; it is sent the calls that its account has missed, and those that ring. */
  nameProved(): void {
    const { people, calls } = this.context
    this.#participant.registered = true
    people.loggedIn(this.#participant)
    this.channel.afterReply(() => {
      this.#room?.usersChanged()
      calls.loggedIn(this.#participant)
    })
    this.#sendMissedCalls()
  }

  /**
   * Takes over participant and room of the session that a token resumes.
   * @returns false when the token is invalid, or the client is already in a room
   */
  resume(token: string): boolean {
    const before = this.context.resumeTokens.redeem(token)
    if (!before || before === this || this.#room) return false
    this.#forget(this.#participant)
    const { participant, room, missed } = before.surrender()
    this.#participant = participant
    this.#room = room
    this.context.resumeTokens.keep(this, token)
    participant.attach(this.channel)
    this.note('resumed')
    participant.away = false
    room?.setAway(participant, false)
    this.context.calls.resumed(participant)
    this.context.people.changed()
    this.channel.afterReply(() => {
      room?.sendStateTo(participant)
      for (const { label, encoded } of missed) this.channel.sendEncoded(label, encoded)
      this.context.calls.sendStateTo(participant)
    })
    this.#sendMissedCalls()
    return true
  }

  /** Moves the client to a room. */
  enter(room: Room): void {
    this.leave()
    this.context.roster.nameGuest(this.participant)
    this.channel.allowLine(this.context.limits.line)
    this.#room = room
    room.enter(this.participant, isOwnMachine(this.address) ? null : addressGroup(this.address))
    this.#noteRoom('joined', room)
    this.context.people.changed()
  }

  /** The client leaves its room by itself. */
  quit(): void {
    this.leave()
    this.#takenOutAt = -Infinity
  }

  /** Whether the server took the client out of its room just now: what it had sent to the room is then no mistake. */
  get isTakenOut(): boolean {
    return this.#room === null && this.context.clock.now() - this.#takenOutAt < ON_ITS_WAY
  }

  /** Takes the client out of its room, if it is in one. @param lost whether its connection did not come back */
  leave(lost = false): void {
    const room = this.#room
    if (!room) return
    this.#room = null
    this.#takenOutAt = this.context.clock.now()
    room.leave(this.participant)
    this.#noteRoom('left', room)
    this.context.rooms.tidy(room)
    this.context.calls.left(this.participant, room, lost)
    this.context.people.changed()
  }

  /** Disconnects a client that reads too slowly or has gone silent; to be called about once per second. */
  checkPatience(): void {
    this.channel.checkPatience()
  }

  /** Leaves the room for good, sends what is queued and closes. */
  close(): void {
    this.#sendAway()
    this.channel.close()
  }

  /** Disconnects the client for good; the session cannot be resumed. */
  expel(): void {
    if (this.#resumption.detached) this.#depart()
    else this.close()
  }

  /** Mutes or unmutes the client for everyone in its room. */
  muteForAll(muted: boolean): void {
    this.#room?.muteForAll(this.#participant, muted)
  }

  /** Makes the client the host of its room. */
  becomeHost(): void {
    if (!this.#room) return
    this.#room.host = this.#participant
    this.#room.usersChanged()
  }

  /** Makes the client an operator of the server, or revokes that. */
  setOperator(operator: boolean): void {
    this.#participant.operator = operator
    this.#room?.usersChanged()
    this.note(operator ? 'operator' : 'operator_revoked')
  }

  /** Passes participant and room to the session that resumes this one. */
  surrender(): ResumedState {
    const participant = this.#participant
    const room = this.#room
    const missed = this.#resumption.end()
    // This session gets a new, unnamed participant until it is closed.
    this.#participant = this.context.roster.arrive(this.channel)
    this.#room = null
    if (this.#resumption.detached) this.#forget(this.#participant)
    else this.close()
    return { participant, room, missed }
  }

  #sendMissedCalls(): void {
    const { callMemory, roster } = this.context
    const { account } = this.#participant
    if (account === null) return
    void callMemory.takeMissed(account).then((missed) => {
      for (const { name, at } of missed) {
        this.#participant.send({ label: 'call_missed', from: { id: roster.idOf(name), name }, at })
      }
    })
  }

  /** Handles the end of the connection: the session waits to be resumed, if it may, or ends. */
  #lose(): void {
    const waits = this.#detached || (!this.#left && this.#detach())
    if (!waits) this.#depart()
  }

  /**
   * Separates the session from its connection, which may still be closing, and waits to be resumed.
   * @returns false when the session cannot be resumed
   */
  #detach(): boolean {
    const channel = this.#resumption.detach()
    if (!channel) return false
    this.#detached = true
    this.context.sessions.delete(this)
    this.#participant.attach(channel)
    this.note('cut_off')
    this.#participant.away = true
    this.#room?.setAway(this.#participant, true)
    this.context.calls.lost(this.#participant)
    this.context.people.changed()
    return true
  }

  #depart(): void {
    this.#resumption.end()
    this.leave(!this.#left)
    this.#forget(this.#participant)
  }

  /** Removes a participant from the server. */
  #forget(participant: Participant): void {
    this.context.calls.departed(participant, !this.#left)
    this.context.people.departed(participant)
    this.context.rooms.outlive(participant)
    this.context.roster.depart(participant)
  }

  #act(action: Action, payload: Uint8Array | null): Reply | Promise<Reply> {
    this.authenticator.refuseExposed(action)
    this.authenticator.refuseUnadmitted(action.action)
    // Clients send pings from the start, and anything else once they have the reply to hello.
    if (action.action !== 'hello' && action.action !== 'ping') this.context.resumeTokens.confirm(this)
    return this.#perform(this, action, payload)
  }

  #noteRoom(event: 'joined' | 'left', { name: room }: Room): void {
    const { id: user, name } = this.#participant
    this.#log.happened(event, { user, name, room })
  }

  /** Ends the session, before its connection is closed. */
  #sendAway(): void {
    this.#left = true
    this.#resumption.revokeToken()
    this.leave()
    this.#participant.left = true
    this.context.calls.departed(this.#participant, false)
    this.context.people.departed(this.#participant)
  }
}
