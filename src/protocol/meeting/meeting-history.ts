import type { ActionFields } from '../actions.ts'
import type { LabelFields } from '../labels.ts'
import type { MeetingEvent } from './meeting-events.ts'
import type { MeetingState } from './state.ts'

export interface MeetingHistoryOptions {
  state(): MeetingState
  /** The connection; null while it is lost. */
  link(): { request(action: 'history', fields: ActionFields<'history'>): Promise<LabelFields<'history'>> } | null
  tell(event: MeetingEvent): void
}

/** Messages that are fetched on joining, and with each page before. */
const AT_FIRST = 50
const A_PAGE = 100
/** Rooms of which the known part is remembered. */
const MOST_ROOMS = 200

/** What was said in the room before the user came: fetched on joining, and further back on request. */
export class MeetingHistory {
  readonly #options: MeetingHistoryOptions
  /** What is known of each room, from the oldest to the newest message, ms since 1970. */
  readonly #known = new Map<string, { oldest: number; newest: number }>()
  /** Counts joins, of which only the last one is of interest. */
  #joins = 0

  constructor(options: MeetingHistoryOptions) {
    this.#options = options
  }

  /** Takes an event of the meeting, after the state has changed. */
  observe(event: MeetingEvent): void {
    const { room, calls } = this.#options.state()
    if (event.event === 'said' && !event.private && room !== null) this.#extend(room, event.at)
    // A call has no history.
    if (event.event === 'joined' && !calls.current) void this.#latest(event.room)
  }

  /** Fetches what was said before the oldest message that is known. @returns whether there was anything */
  async older(): Promise<boolean> {
    const { state, link } = this.#options
    const { room } = state()
    const over = link()
    if (room === null || !over) return false
    const before = this.#known.get(room)?.oldest
    const { said, more } = await over.request('history', { limit: A_PAGE, ...(before === undefined ? {} : { before }) })
    if (state().room === room) this.#show(room, said, more)
    return said.length > 0
  }

  /** Fetches what was said since the user left the room, or lately. */
  async #latest(room: string): Promise<void> {
    const join = ++this.#joins
    const since = this.#known.get(room)?.newest ?? -Infinity
    // What is said from now on is pushed.
    this.#known.delete(room)
    try {
      const reply = await this.#options.link()?.request('history', { limit: AT_FIRST })
      if (!reply || join !== this.#joins || this.#options.state().room !== room) return
      const pushed = this.#known.get(room)?.oldest ?? Infinity
      const missed = reply.said.filter(({ at }) => at > since && at < pushed)
      const more = reply.more || missed.length < reply.said.length
      if (missed.length > 0 || more) this.#show(room, missed, more)
    } catch {
      // An older server has no history, and a lost connection is told elsewhere.
    }
  }

  #show(room: string, said: LabelFields<'history'>['said'], more: boolean): void {
    for (const { at } of said) this.#extend(room, at)
    this.#options.tell({ event: 'history', room, said, more })
  }

  #extend(room: string, at: number): void {
    const { oldest, newest } = this.#known.get(room) ?? { oldest: at, newest: at }
    this.#known.delete(room)
    this.#known.set(room, { oldest: Math.min(oldest, at), newest: Math.max(newest, at) })
    const [first] = this.#known.keys()
    if (this.#known.size > MOST_ROOMS && first !== undefined) this.#known.delete(first)
  }
}
