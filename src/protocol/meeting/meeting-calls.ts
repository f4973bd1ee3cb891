import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { ActionFields } from '../actions.ts'
import type { CallRefusal, PersonHere, Presence } from '../call-messages.ts'
import type { LabelFields } from '../labels.ts'
import type { Person } from '../shapes.ts'
import type { MeetingEvent } from './meeting-events.ts'
import { peopleToShow } from './people-list.ts'
import type { MeetingState } from './state.ts'

/** Why a call, an answer, an invitation or a block was refused. */
export type CallProblem = CallRefusal | 'too late' | 'no call' | 'not blocked'

/** How a client rings: for a call, quietly during a meeting in a room, and what the caller hears meanwhile. */
export type Ring = 'ring' | 'quiet ring' | 'ringback'

/** The actions of people and calls that have a reply of the same name. */
type CallRequest = 'people' | 'presence' | 'block' | 'call' | 'call_answer' | 'call_invite'

/** What calls need of the connection to the server. */
export interface CallLink {
  request<Name extends CallRequest>(action: Name, fields: ActionFields<Name>): Promise<LabelFields<Name>>
  tell(action: 'call_end', fields: ActionFields<'call_end'>): void
}

export interface MeetingCallsOptions {
  readonly clock: Clock
  /** The user's own microphone and speaker. */
  readonly self: { setMuted(on: boolean): Promise<unknown>; setDeafened(on: boolean): Promise<unknown> }
  /** Rings on the speaker until it is called again; null: no more. */
  ring(ring: Ring | null): void
  /** Shows the user's camera to the room. */
  showCamera(): Promise<Result<unknown>>
  link(): CallLink
  state(): MeetingState
  tell(event: MeetingEvent): void
  /** The user leaves their room for good with the call. */
  leavesRoom(): void
}

/** People on the server, the user's presence, and calls. The server decides; nothing here has a timer. */
export class MeetingCalls {
  readonly #options: MeetingCallsOptions
  #rings: Ring | null = null
  /** Call that the user begins with their camera; null if none. */
  #shows: string | null = null
  /** Whether the list of people is to be kept up to date. */
  #follows = false
  /** The user's microphone and speaker before the call; null outside one. */
  #before: { readonly muted: boolean; readonly deafened: boolean } | null = null

  constructor(options: MeetingCallsOptions) {
    this.#options = options
  }

  /** Fetches the list of people. @param follow whether changes are wanted from now on */
  async people(follow: boolean): Promise<readonly PersonHere[]> {
    const { link, tell } = this.#options
    this.#follows ||= follow
    const { people, more = 0 } = await link().request('people', follow ? {} : { search: '' })
    tell({ event: 'people', people, more, asked: !follow })
    return people
  }

  /** Everybody else on the server, one entry each. */
  async find(): Promise<readonly PersonHere[]> {
    const { people } = await this.#options.link().request('people', { search: '' })
    return peopleToShow(people, this.#options.state().self)
  }

  /** The user has seen their missed calls. */
  seen(): void {
    if (this.#options.state().calls.unseen > 0) this.#options.tell({ event: 'calls_seen' })
  }

  async setPresence(presence: Presence, text = ''): Promise<void> {
    const { link, tell } = this.#options
    const set = await link().request('presence', { presence, ...(text === '' ? {} : { text }) })
    tell({ event: 'presence', presence: set.presence, text: set.text ?? '' })
  }

  /** Blocks or unblocks somebody by name; without a name, tells who is blocked. */
  async block(name: string, blocked: boolean): Promise<Result<undefined, 'not blocked' | 'too many'>> {
    const { link, tell } = this.#options
    const { status, names } = await link().request('block', name === '' ? {} : { name, blocked })
    if (status !== 'ok') return refused(status)
    tell({ event: 'blocked', names })
    return ok(undefined)
  }

  /** Calls somebody. @param video whether the user's camera is shown */
  async place(to: Person, video = false): Promise<Result<undefined, CallRefusal>> {
    const { link, tell, clock } = this.#options
    const { status, call } = await link().request('call', { to: to.id, ...(video ? { video } : {}) })
    if (status !== 'ringing' || call === undefined) return refused(status as CallRefusal)
    // Somebody who called at the same time is connected at once.
    this.#shows = video ? call : null
    const { calls } = this.#options.state()
    if (calls.current?.call !== call) tell({ event: 'call_placed', call, to, video, at: clock.date() })
    return ok(undefined)
  }

  /** Accepts or declines a call. @param video whether the user's camera is shown */
  async answer(
    call: string,
    accept: boolean,
    { text = '', room, video = false }: { text?: string; room?: 'hold' | 'leave'; video?: boolean } = {},
  ): Promise<Result<undefined, 'too late'>> {
    const { link, leavesRoom } = this.#options
    if (accept && video) this.#shows = call
    if (accept && room === 'leave') leavesRoom()
    const { status } = await link().request('call_answer', {
      ...{ call, accept },
      ...(text === '' ? {} : { text }),
      ...(room === undefined ? {} : { room }),
    })
    return status === 'ok' ? ok(undefined) : refused('too late')
  }

  /** Invites somebody to the call in progress. */
  async invite(to: Person): Promise<Result<undefined, CallRefusal | 'no call'>> {
    const { link, tell, state } = this.#options
    const { current } = state().calls
    if (!current) return refused('no call')
    const { status, invitation } = await link().request('call_invite', { call: current.call, to: to.id })
    if (status !== 'ringing' || invitation === undefined) return refused(status as CallRefusal)
    tell({ event: 'call_invited', call: invitation, to })
    return ok(undefined)
  }

  /** Hangs up, or takes back the call that rings. @returns whether there was one */
  end(): boolean {
    const { current, placed } = this.#options.state().calls
    const call = current?.call ?? placed?.call
    if (call !== undefined) this.#options.link().tell('call_end', { call })
    return call !== undefined
  }

  /**
   * Rings, and opens the microphone for a call; afterwards it is as it was before. A video call shows the user's camera.
   * @param event what happened
   */
  async adapt(event: MeetingEvent): Promise<void> {
    const { self, state, showCamera, tell } = this.#options
    this.#ring()
    const { calls, muted, deafened } = state()
    if (event.event === 'joined' && calls.current && !this.#before) {
      if (calls.current.call === this.#shows) {
        void showCamera().then((shown) => {
          if (!shown.ok) tell({ event: 'error', text: `Cannot show your camera: ${shown.refusal}` })
        })
      }
      this.#before = { muted, deafened }
      if (muted) await self.setMuted(false)
      if (deafened) await self.setDeafened(false)
    } else if (this.#before && !calls.current) {
      const before = this.#before
      this.#before = null
      if (before.muted !== muted) await self.setMuted(before.muted)
      if (before.deafened !== deafened) await self.setDeafened(before.deafened)
    }
  }

  #ring(): void {
    const { room, calls } = this.#options.state()
    const own = calls.placed ? 'ringback' : null
    const ring = calls.ringing.length === 0 ? own : room === null ? 'ring' : 'quiet ring'
    if (ring === this.#rings) return
    this.#rings = ring
    this.#options.ring(ring)
  }

  /** Restores what the server forgot with a session that was not resumed. */
  async restore(): Promise<void> {
    const { presence } = this.#options.state()
    if (presence.presence !== 'available' || presence.text !== '') {
      await this.setPresence(presence.presence, presence.text)
    }
    if (this.#follows) await this.people(true)
  }
}
