import { randomBytes } from 'node:crypto'
import type { Clock } from '../../lib/clock.ts'
import { cleanLine } from '../../lib/text.ts'
import type { CallEnding, CallRefusal } from '../../protocol/call-messages.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Limits } from '../../protocol/limits.ts'
import type { ClientQuota } from '../limits/client-quota.ts'
import type { Log } from '../log/log.ts'
import type { Counters } from '../metrics/counters.ts'
import type { Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { VoiceFormat } from '../voice/encoded-mix.ts'
import { Call, type CalledSession, personKey } from './call.ts'
import { type CallEvent, transitions } from './call-machine.ts'
import type { CallMemory } from './call-memory.ts'
import { CallRooms } from './call-rooms.ts'
import type { CalledSessions } from './called-sessions.ts'

/** Random bytes of the id of a call, which also names its room. */
const ID_BYTES = 6

export interface CallsOptions {
  readonly clock: Clock
  readonly limits: Limits
  readonly log: Log
  readonly rooms: Rooms
  readonly voice: VoiceFormat
  readonly counters: Counters
  readonly memory: CallMemory
  readonly sessions: CalledSessions
  /** Who is in a call, or rings, has changed. */
  changed(): void
}

/** A session that acts. */
export type ActingSession = CalledSession & { readonly quota: ClientQuota }

/** What an action is answered, and what happens once the answer is sent. */
export interface Placed {
  readonly status: 'ringing' | CallRefusal
  /** The id, if it rings. */
  readonly call?: string
  begin(): void
}

/** What happens to the room that somebody is in when a call begins. */
export type Before = 'hold' | 'leave' | undefined

/** All calls of a server. `transitions` decides what an event does; here it is carried out. */
export class Calls {
  readonly #options: CallsOptions
  readonly #calls = new Map<string, Call>()
  readonly #rooms: CallRooms

  constructor(options: CallsOptions) {
    this.#options = options
    this.#rooms = new CallRooms(options.rooms, options.voice, options.sessions)
  }

  /** The calls that ring or are in progress, oldest first. */
  all(): readonly Call[] {
    return [...this.#calls.values()]
  }

  /** Who is in a call or rings, by `personKey`. */
  busy(): ReadonlySet<string> {
    return new Set(this.all().flatMap((call) => [...call.involved()].map(personKey)))
  }

  /** Calls somebody by their id. @throws ProtocolError `not_allowed` for a caller who is in a call, or calls themselves */
  place(from: ActingSession, to: number, how: { video?: boolean | undefined; room?: Before } = {}): Placed {
    const caller = from.participant
    const callee = this.#options.sessions.find(to)
    const own = this.#callOf(caller)
    if (callee && personKey(callee) === personKey(caller)) {
      throw new ProtocolError('not_allowed', 'You cannot call yourself')
    }
    if (own?.rung.has(caller) && callee && personKey(own.caller) === personKey(callee)) {
      const begin = () => this.#accept(own, caller, how.room)
      return { status: 'ringing', call: own.into?.id ?? own.id, begin }
    }
    if (own) throw new ProtocolError('not_allowed', 'You are in a call; hang up first')
    return this.#place(from, to, callee, (id, found) => {
      const call = new Call(id, from, found, this.#options.clock.now(), { video: how.video })
      if (how.room === 'leave') call.leaving.add(caller)
      return call
    })
  }

  /** Invites somebody to a call. @throws ProtocolError `no_such_call` */
  invite(from: ActingSession, id: string, to: number): Placed {
    const into = this.#calls.get(id)
    if (!into?.room || !into.members.has(from.participant)) throw new ProtocolError('no_such_call')
    const callee = this.#options.sessions.find(to)
    if (callee) into.guests.add(personKey(callee))
    return this.#place(
      from,
      to,
      callee,
      (leg, found) => new Call(leg, from, found, this.#options.clock.now(), { into }),
    )
  }

  /** Accepts or declines a call. @returns what to do once the answer is sent; null: too late */
  answer(
    { participant }: CalledSession,
    id: string,
    accept: boolean,
    { text = '', room }: { text?: string | undefined; room?: Before } = {},
  ): (() => void) | null {
    const call = this.#calls.get(id)
    if (!call?.rung.has(participant)) return null
    if (accept) return () => this.#accept(call, participant, room)
    const reason = [...cleanLine(text).trim()].slice(0, this.#options.limits.reason).join('')
    return () => this.#happen(call, 'decline', { text: reason })
  }

  /** Hangs up, declines, or takes back a call or an invitation. @throws ProtocolError `no_such_call` */
  end(session: CalledSession, id: string): void {
    const { participant } = session
    const call = this.#calls.get(id)
    if (call?.ringing && call.caller === participant) this.#happen(call, 'take back')
    else if (call?.rung.has(participant)) this.#happen(call, 'decline')
    else if (call?.members.has(participant)) this.#release(call, participant, 'hung up')
    else throw new ProtocolError('no_such_call')
  }

  /** Whether somebody may join the room of a call: they are invited, and in no other call. */
  mayJoin(participant: Participant, room: Room): boolean {
    const call = this.#of(room)
    if (!call?.guests.has(personKey(participant))) return false
    const own = this.#callOf(participant)
    return own === undefined || own.into === call
  }

  /** Somebody who may enters the room of a call by themselves. */
  joins(session: CalledSession, room: Room): void {
    const call = this.#of(room)
    const { participant } = session
    call?.members.set(participant, null)
    this.#rooms.hold(session)
    session.enter(room)
    const invitation = this.all().find((one) => one.into === call && one.rung.has(participant))
    if (invitation) this.#happen(invitation, 'accept', { by: participant })
    this.#options.changed()
  }

  /** Somebody left a room, which may be that of a call. @param lost whether their connection did not come back */
  left(participant: Participant, room: Room, lost: boolean): void {
    const call = this.#of(room)
    if (!call?.members.has(participant)) return
    this.#drop(call, participant, lost ? 'connection lost' : 'hung up')
    this.#rooms.drop(participant)
    this.#afterLeaving(call, lost)
  }

  /** The connection of somebody is lost, and may be resumed. */
  lost(participant: Participant): void {
    const { clock, limits } = this.#options
    for (const call of this.all()) {
      if (!call.members.has(participant)) continue
      const expire = () => this.#expire(call, participant)
      call.members.set(participant, clock.after(limits.callResumeWithin, expire))
      this.#happen(call, 'lost')
    }
  }

  /** Somebody is back. */
  resumed(participant: Participant): void {
    for (const call of this.all()) {
      const timer = call.members.get(participant)
      if (!timer) continue
      timer()
      call.members.set(participant, null)
      if (!call.interrupted) this.#happen(call, 'back')
    }
  }

  /** Sends somebody who is back, or has logged in, what rings for them. */
  sendStateTo(participant: Participant): void {
    for (const call of this.all()) {
      if (call.rung.has(participant)) participant.send({ label: 'call_ringing', ...call.invitation() })
    }
  }

  /** A session has logged in to an account: what rings there rings for it as well. */
  loggedIn(participant: Participant): void {
    const ringing = this.all().find((call) => call.ringing && call.account === participant.account)
    if (!ringing || participant.account === null || this.#isIn(participant)) return
    ringing.rung.add(participant)
    participant.send({ label: 'call_ringing', ...ringing.invitation() })
  }

  /** A session has ended. @param lost whether it lost its connection, and was not ended by anybody */
  departed(participant: Participant, lost: boolean): void {
    for (const call of this.all()) {
      if (call.ringing && call.caller === participant) this.#happen(call, lost ? 'expired' : 'take back')
      if (call.rung.delete(participant) && call.rung.size === 0) this.#happen(call, 'callee gone')
    }
    this.#rooms.drop(participant)
    this.#options.memory.departed(participant)
  }

  /** Decides whether somebody is rung, and prepares it. */
  #place(
    { participant: caller, quota }: ActingSession,
    to: number,
    callee: Participant | undefined,
    make: (id: string, callee: Participant) => Call,
  ): Placed {
    const { memory, counters, log, clock } = this.#options
    const refuse = (status: CallRefusal, missed: boolean): Placed => {
      counters.calls[status]++
      const account = callee?.account ?? memory.accountOf(to)
      if (callee && missed) this.#missed(caller, [callee], callee.account)
      else if (missed && account !== undefined) memory.missed(account, caller.name, clock.date())
      return { status, begin: () => {} }
    }
    if (!quota.call()) return refuse('too many', false)
    if (!callee) return refuse('not here', true)
    // Blocking is not told: it looks like somebody who does not want to be disturbed at all.
    if (memory.blocks(callee, caller)) return refuse('do not disturb', false)
    if (callee.presence === 'do not disturb') return refuse('do not disturb', true)
    if (this.#callOf(callee)) return refuse('busy', true)
    const call = make(randomBytes(ID_BYTES).toString('base64url'), callee)
    this.#calls.set(call.id, call)
    for (const one of this.#options.sessions.ofPerson(callee)) call.rung.add(one)
    const { id, address } = call
    log.write('called', { call: id, address, user: caller.id, name: caller.name, to: callee.name })
    call.stopRinging = clock.after(this.#options.limits.ringFor, () => this.#happen(call, 'no answer'))
    const begin = () => {
      if (!call.ringing) return
      for (const one of call.rung) one.send({ label: 'call_ringing', ...call.invitation() })
      this.#options.changed()
    }
    return { status: 'ringing', call: id, begin }
  }

  /** The callee accepts, and may leave the room they are in for good. */
  #accept(call: Call, by: Participant, room: Before): void {
    if (room === 'leave') (call.into ?? call).leaving.add(by)
    this.#happen(call, 'accept', { by })
  }

  /** Takes an event to the next state of a call, and carries out what that means. */
  #happen(call: Call, event: CallEvent, { by, text = '' }: { by?: Participant; text?: string } = {}): void {
    const next = transitions[call.state][event]
    if (!next) return
    const rang = call.ringing
    call.state = next.to
    if (rang && !call.ringing) this.#stopRinging(call, next.opens ? 'answered' : (next.reason ?? 'busy'))
    if (next.opens && by) this.#open(call, by)
    if (next.reason) this.#finish(call, next.reason, next.missed ?? false, text)
    this.#options.changed()
  }

  #stopRinging(call: Call, outcome: CallEnding | 'answered'): void {
    const { counters, clock } = this.#options
    call.stopRinging()
    counters.calls[outcome]++
    if (outcome === 'answered') counters.ringTime.record(clock.now() - call.begunAt)
  }

  /** Moves both to the room of the call; who answers an invitation, to that of the call they are invited to. */
  #open(call: Call, by: Participant): void {
    const others = [...call.rung].filter((one) => one !== by)
    call.rung.clear()
    for (const one of others) one.send({ label: 'call_ended', call: call.id, reason: 'answered elsewhere' })
    call.answeredAt = this.#options.clock.now()
    if (call.into) {
      this.#calls.delete(call.id)
      call.state = 'ended'
      this.#add(call.into, [by])
      return
    }
    call.room = this.#rooms.make(call)
    this.#add(call, [call.caller, by])
  }

  /** Makes people members of a call, and moves them to its room. */
  #add(call: Call, people: readonly Participant[]): void {
    for (const one of people) if (!call.members.has(one)) call.members.set(one, null)
    this.#rooms.enter(people, call)
  }

  /** Ends a call for everybody. */
  #finish(call: Call, reason: CallEnding, missed: boolean, text: string): void {
    const { clock, log } = this.#options
    const { id, caller, callee, rung, address } = call
    this.#calls.delete(id)
    const told = { label: 'call_ended', call: id, reason } as const
    for (const one of rung) one.send(told)
    if (missed) this.#missed(caller, rung.size > 0 ? [...rung] : [], call.account)
    rung.clear()
    const more = { ...(text === '' ? {} : { text }), to: { id: callee.id, name: callee.name } }
    if (call.into) caller.send({ ...told, ...more })
    const members = [...call.members]
    call.members.clear()
    for (const [one, timer] of members) {
      timer?.()
      one.send(one === caller ? { ...told, ...more } : told)
      if (call.room) this.#rooms.bringBack(one, call)
    }
    for (const one of this.all()) if (one.into === call) this.#happen(one, 'take back')
    const seconds = call.answeredAt === null ? 0 : Math.round((clock.now() - call.answeredAt) / 1_000)
    log.write('call_ended', {
      ...{ call: id, address, user: caller.id, name: caller.name, to: callee.name, reason, seconds },
    })
  }

  /** Somebody leaves a call, and returns to where they were. */
  #release(call: Call, participant: Participant, reason: CallEnding): void {
    this.#drop(call, participant, reason)
    this.#rooms.bringBack(participant, call)
    this.#afterLeaving(call, reason === 'connection lost')
  }

  /** Removes a member from a call, with the invitations they made. */
  #drop(call: Call, participant: Participant, reason: CallEnding): void {
    call.members.get(participant)?.()
    call.members.delete(participant)
    participant.send({ label: 'call_ended', call: call.id, reason })
    for (const one of this.all()) {
      if (one.into === call && one.caller === participant) this.#happen(one, 'take back')
    }
  }

  #afterLeaving(call: Call, lost: boolean): void {
    if (call.members.size < 2) this.#happen(call, lost ? 'expired' : 'hang up')
    else if (!call.interrupted) this.#happen(call, 'back')
    this.#options.changed()
  }

  #expire(call: Call, participant: Participant): void {
    if (call.ringing) this.#happen(call, 'expired')
    else this.#release(call, participant, 'connection lost')
  }

  /** Tells the sessions of a person that they missed a call; an account that has none is told at its next login. */
  #missed(caller: Participant, sessions: readonly Participant[], account: number | null): void {
    const at = this.#options.clock.date()
    const from = { id: caller.id, name: caller.name }
    const all = sessions.flatMap((one) => this.#options.sessions.ofPerson(one))
    // An account is told when it is back, whether it resumes its session or logs in.
    const told = account === null ? all : all.filter(({ away }) => !away)
    for (const one of new Set(told)) one.send({ label: 'call_missed', from, at })
    if (told.length === 0 && account !== null) this.#options.memory.missed(account, caller.name, at)
  }

  #of(room: Room): Call | undefined {
    return room.secret ? this.all().find((call) => call.room === room) : undefined
  }

  /** The call or invitation that a person is in, or that rings for them on any session. */
  #callOf(participant: Participant): Call | undefined {
    const key = personKey(participant)
    return this.all().find((call) => [...call.involved()].some((one) => personKey(one) === key))
  }

  #isIn(participant: Participant): boolean {
    return this.all().some((call) => [...call.involved()].includes(participant))
  }
}
