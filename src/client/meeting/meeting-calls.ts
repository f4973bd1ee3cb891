import { QUIET_RING, RING, RINGBACK, type Tune } from '../../audio/tunes.ts'
import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanLine } from '../../lib/text.ts'
import type { CallRefusal, PersonHere, Presence } from '../../protocol/call-messages.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { peopleToShow } from '../../protocol/meeting/people-list.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { Person } from '../../protocol/shapes.ts'
import type { ServerLink } from '../connection/server-link.ts'
import type { MeetingSelf } from './meeting-self.ts'

export interface MeetingCallsOptions {
  readonly clock: Clock
  readonly self: MeetingSelf
  /** Rings on the speaker; null stops it. */
  ring(tune: Tune | null): void
  /** Shows the user's camera to the room. */
  showCamera(): Promise<Result<unknown>>
  link(): ServerLink
  state(): MeetingState
  tell(event: MeetingEvent): void
  /** The user leaves their room for good with the call. */
  leavesRoom(): void
}

/** Why somebody is not rung, as a part of a sentence after their name. */
const refusals: Readonly<Record<CallRefusal, string>> = {
  busy: 'is in another call',
  'do not disturb': 'does not want to be disturbed',
  'not here': 'is not here any more',
  'too many': 'cannot be called yet: you have called too often; wait a minute',
}

/** People on the server, the user's presence, and calls. The server decides; nothing here has a timer. */
export class MeetingCalls {
  readonly #options: MeetingCallsOptions
  #tune: Tune | null = null
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

  /** Blocks or unblocks somebody by name; without a name, tells who is blocked. Refused with a sentence. */
  async block(name: string, blocked: boolean): Promise<Result<undefined>> {
    const { link, tell } = this.#options
    const { status, names } = await link().request('block', name === '' ? {} : { name, blocked })
    if (status === 'not blocked') return refused(`${cleanLine(name)} is not blocked`)
    if (status === 'too many') return refused('you block too many people; /unblock somebody first')
    tell({ event: 'blocked', names })
    return ok(undefined)
  }

  /** Calls somebody. Refused with a sentence. */
  async place(to: Person, video = false): Promise<Result<undefined>> {
    const { link, tell, clock } = this.#options
    const { status, call } = await link().request('call', { to: to.id, ...(video ? { video } : {}) })
    if (status !== 'ringing' || call === undefined) {
      return refused(`${cleanLine(to.name)} ${refusals[status as CallRefusal]}`)
    }
    // Somebody who called at the same time is connected at once.
    this.#shows = video ? call : null
    const { calls } = this.#options.state()
    if (calls.current?.call !== call) tell({ event: 'call_placed', call, to, video, at: clock.date() })
    return ok(undefined)
  }

  /** Accepts or declines a call. Refused with a sentence. */
  async answer(
    call: string,
    accept: boolean,
    { text = '', room }: { text?: string; room?: 'hold' | 'leave' } = {},
  ): Promise<Result<undefined>> {
    const { link, leavesRoom } = this.#options
    if (accept && room === 'leave') leavesRoom()
    const { status } = await link().request('call_answer', {
      ...{ call, accept },
      ...(text === '' ? {} : { text }),
      ...(room === undefined ? {} : { room }),
    })
    return status === 'ok' ? ok(undefined) : refused('the call is over')
  }

  /** Invites somebody to the call in progress. Refused with a sentence. */
  async invite(to: Person): Promise<Result<undefined>> {
    const { link, tell, state } = this.#options
    const { current } = state().calls
    if (!current) return refused('you are in no call')
    const { status, invitation } = await link().request('call_invite', { call: current.call, to: to.id })
    if (status !== 'ringing' || invitation === undefined) {
      return refused(`${cleanLine(to.name)} ${refusals[status as CallRefusal]}`)
    }
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
    const own = calls.placed ? RINGBACK : null
    const tune = calls.ringing.length === 0 ? own : room === null ? RING : QUIET_RING
    if (tune === this.#tune) return
    this.#tune = tune
    this.#options.ring(tune)
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
