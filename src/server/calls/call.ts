import type { Cancel } from '../../lib/clock.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'
import { type CallState, isRinging } from './call-machine.ts'

/** A session as calls see it. */
export interface CalledSession {
  readonly participant: Participant
  readonly room: Room | null
  readonly address: string
  enter(room: Room): void
  leave(): void
}

/** Whose calls somebody's are: those of their account, or of their session without one. */
export function personKey({ account, id }: Participant): string {
  return account === null ? `session ${id}` : `account ${account}`
}

/** A call, from the first ring to the end; or an invitation to one, which ends when it is answered. */
export class Call {
  readonly id: string
  readonly caller: Participant
  readonly callee: Participant
  /** The account that it rings at, as it was when it began. */
  readonly account: number | null
  /** The call that this is an invitation to; null for a call of its own. */
  readonly into: Call | null
  readonly video: boolean
  /** The caller's address, for the log. */
  readonly address: string
  /** ms of the monotonic clock. */
  readonly begunAt: number
  answeredAt: number | null = null
  state: CallState = 'ringing'
  /** The sessions that ring. */
  readonly rung = new Set<Participant>()
  /** Who is in it, the caller from the begin; with the timer that ends it for somebody whose connection is lost. */
  readonly members = new Map<Participant, Cancel | null>()
  /** Who may join its room, by `personKey`. */
  readonly guests = new Set<string>()
  /** Who leaves their room for it, and does not return. */
  readonly leaving = new Set<Participant>()
  room: Room | null = null
  stopRinging: Cancel = () => {}

  constructor(
    id: string,
    caller: CalledSession,
    callee: Participant,
    begunAt: number,
    { into = null, video = false }: { into?: Call | null; video?: boolean | undefined } = {},
  ) {
    this.id = id
    this.caller = caller.participant
    this.callee = callee
    this.account = callee.account
    this.into = into
    this.video = video
    this.address = caller.address
    this.begunAt = begunAt
    if (into) return
    this.members.set(this.caller, null)
    for (const one of [this.caller, callee]) this.guests.add(personKey(one))
  }

  get ringing(): boolean {
    return isRinging(this.state)
  }

  /** Whether the connection of somebody in it is lost. */
  get interrupted(): boolean {
    return [...this.members.values()].some((timer) => timer !== null)
  }

  /** Everybody whom it concerns now. */
  *involved(): Iterable<Participant> {
    yield* this.members.keys()
    yield* this.rung
  }

  /** What the callee is sent while it rings. */
  invitation(): LabelFields<'call_ringing'> {
    const { id: call, into, video } = this
    const from = { id: this.caller.id, name: this.caller.name }
    if (!into?.room) return { call, from, ...(video ? { video } : {}) }
    const others = [...into.members.keys()].filter((one) => one !== this.caller)
    return { call, from, room: into.room.name, with: others.map(({ id, name }) => ({ id, name })) }
  }
}
