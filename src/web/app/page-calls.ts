import type { Presence } from '../../protocol/call-messages.ts'
import { AutoAway } from '../../protocol/meeting/auto-away.ts'
import { type CallLink, MeetingCalls, type MeetingCallsOptions } from '../../protocol/meeting/meeting-calls.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { personNamed } from '../../protocol/meeting/people-list.ts'
import type { Person } from '../../protocol/shapes.ts'
import { Refused } from '../wire/server-socket.ts'
import type { Store } from './store.ts'

/** Minutes without input after which the user is shown as away. */
const AWAY_AFTER = 10

export interface PageCallsOptions extends Omit<MeetingCallsOptions, 'state' | 'link'> {
  readonly store: Store
  /** The connection; null while there is none. */
  link(): CallLink | null
}

/** People and calls on the page: what the server refuses is shown, and the user is away after a while without input. */
export class PageCalls {
  readonly #options: PageCallsOptions
  readonly #calls: MeetingCalls
  readonly #away: AutoAway

  constructor(options: PageCallsOptions) {
    this.#options = options
    this.#away = new AutoAway(AWAY_AFTER, options.clock.now(), (presence) => void this.setPresence(presence))
    this.#calls = new MeetingCalls({
      ...options,
      state: () => options.store.state.meeting,
      link: () => options.link()!,
    })
  }

  /** Shows who is on the server, from now on. */
  follow(): Promise<void> {
    return this.#try(() => this.#calls.people(true))
  }

  setPresence(presence: Presence, text = ''): Promise<void> {
    return this.#try(() => this.#calls.setPresence(presence, text))
  }

  place(to: Person, video: boolean): Promise<void> {
    return this.#ask(to, () => this.#calls.place(to, video))
  }

  /** Calls somebody back, by the name they had. */
  placeByName(name: string): Promise<void> {
    return this.#try(async () => {
      const person = personNamed(await this.#calls.find(), name)
      if (person) await this.place(person, false)
      else this.#options.store.dispatch({ type: 'call refusal', refusal: { reason: 'not here', name } })
    })
  }

  /** @param room what happens to the room that the user is in */
  accept(
    call: string,
    { video = false, room = 'hold' }: { video?: boolean; room?: 'hold' | 'leave' } = {},
  ): Promise<void> {
    return this.#ask(null, () => this.#calls.answer(call, true, { room, video }))
  }

  decline(call: string, text = ''): Promise<void> {
    return this.#ask(null, () => this.#calls.answer(call, false, { text }))
  }

  invite(to: Person): Promise<void> {
    return this.#ask(to, () => this.#calls.invite(to))
  }

  block(to: Person): Promise<void> {
    return this.#ask(to, () => this.#calls.block(to.name, true))
  }

  hangUp(): void {
    this.#calls.end()
  }

  /** The user has seen the calls that they missed. */
  seen(): void {
    this.#calls.seen()
  }

  /** Rings, and lets microphone and camera follow what happened. */
  adapt(event: MeetingEvent): Promise<void> {
    return this.#try(() => this.#calls.adapt(event), true)
  }

  /** Restores what the server forgot with a session that was not resumed. */
  restore(): Promise<void> {
    return this.#try(() => this.#calls.restore())
  }

  /** The user typed or clicked. */
  touched(): void {
    this.#away.active(this.#options.clock.now())
  }

  /** Notices that the user is away; to be called a few times a minute or more. */
  checkIdle(): void {
    const { clock, link, store } = this.#options
    const { presence, calls } = store.state.meeting
    if (link()) this.#away.poll(clock.now(), presence.presence, calls.current !== null)
  }

  #ask(
    to: Person | null,
    request: () => ReturnType<MeetingCalls['place' | 'answer' | 'invite' | 'block']>,
  ): Promise<void> {
    return this.#try(async () => {
      const { store } = this.#options
      store.dispatch({ type: 'call refusal', refusal: null })
      const asked = await request()
      if (!asked.ok) store.dispatch({ type: 'call refusal', refusal: { reason: asked.refusal, name: to?.name ?? '' } })
    })
  }

  /** An error of the server is shown in its own words. */
  async #try(request: () => Promise<unknown>, alsoOffline = false): Promise<void> {
    if (!this.#options.link() && !alsoOffline) return
    try {
      await request()
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.#options.tell({ event: 'error', text: error.message })
    }
  }
}
