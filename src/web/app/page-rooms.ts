import type { Clock } from '../../lib/clock.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { roomsOf } from '../../protocol/meeting/push-event.ts'
import { type Place, placeIn, rejoin } from '../../protocol/meeting/rejoin.ts'
import { ConnectionLost, Refused, type ServerSocket } from '../wire/server-socket.ts'
import type { Store } from './store.ts'

export interface PageRoomsOptions {
  readonly clock: Clock
  socket(): ServerSocket
  readonly store: Store
  tell(event: MeetingEvent): void
}

/** Refusals that pass with time: too many requests, or a server that is busy or starting. */
const TEMPORARY = ['too_fast', 'limit', 'timeout', 'internal']

/** Joins and leaves rooms, and rejoins the last one after reconnecting. */
export class PageRooms {
  readonly #options: PageRoomsOptions
  #place: Place | null = null

  constructor(options: PageRoomsOptions) {
    this.#options = options
  }

  async list(): Promise<void> {
    const { socket, tell } = this.#options
    tell({ event: 'rooms', rooms: roomsOf(await socket().request('list', {})), asked: false })
  }

  /** Creates a room and joins it. */
  async create(room: string, password: string, temporary: boolean): Promise<void> {
    const { socket, store } = this.#options
    const secret = password === '' ? {} : { password }
    const reply = await socket().request('create', { room, ...secret, temporary })
    if (reply.status === 'ok') await this.join(reply.room, password === '' ? undefined : password)
    else store.dispatch({ type: 'joining', room, refusal: reply.status })
  }

  /** Joins a room and leaves the one before. */
  async join(room: string, password?: string): Promise<void> {
    const { socket, store, tell } = this.#options
    const reply = await socket().request('join', { room, ...(password === undefined ? {} : { password }) })
    if (reply.status !== 'ok' && reply.status !== 'room already joined') {
      const refusal = reply.message ?? reply.status
      store.dispatch({ type: 'joining', room, refusal })
      if (reply.status === 'wrong password') store.dispatch({ type: 'dialog', dialog: { join: room } })
      return
    }
    this.#place = placeOf(reply.room, password)
    store.dispatch({ type: 'dialog', dialog: null })
    if (reply.status === 'ok') tell({ event: 'joined', room: reply.room, users: reply.users ?? [] })
  }

  /** Leaves the room; while the connection is lost, the session leaves it when it is resumed. */
  async leave(): Promise<void> {
    const { socket, store, tell } = this.#options
    const { room } = store.state.meeting
    try {
      await socket().request('quit_room', {})
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error
    }
    this.#place = null
    tell({ event: 'left', room: room ?? '' })
  }

  /** Does not rejoin the room after reconnecting. */
  forget(): void {
    this.#place = null
  }

  /** Shows the room that a resumed session is still in. */
  async rejoinResumed(room: string): Promise<void> {
    this.#place = placeOf(room, undefined)
    this.#options.tell({ event: 'joined', room, users: [] })
  }

  /** The connection was lost: notes what the room was, so that the same one can be found again or made again. */
  lost(): void {
    if (this.#place) this.#place = placeIn(this.#options.store.state.meeting, this.#place)
  }

  /** The session is back: leaves the room that the user left meanwhile, or rejoins the last one over a new session. */
  async returned(resumed: boolean, room: string | undefined): Promise<void> {
    const { socket, store } = this.#options
    if (!resumed) await this.#comeBack()
    else if (room !== undefined && store.state.meeting.room === null) await socket().request('quit_room', {})
  }

  async #comeBack(): Promise<void> {
    const place = this.#place
    if (!place) return
    const { clock, socket, tell } = this.#options
    const over = socket()
    const back = await rejoin({
      ...{ clock, place, link: over },
      isFinal: (error) => error instanceof Refused && !TEMPORARY.includes(error.code),
      wanted: () => this.#place === place && socket() === over,
      waiting: () => {},
    })
    if (!back || this.#place !== place) return
    if (back.ok) {
      tell({ event: 'joined', room: back.value.room, users: back.value.users ?? [] })
      return
    }
    this.#place = null
    tell({ event: 'left', room: place.room })
    tell({ event: 'error', text: back.refusal })
  }
}

function placeOf(room: string, password: string | undefined): Place {
  return { room, password, temporary: false, closed: false, host: 'nobody' }
}
