import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { roomsOf } from '../../protocol/meeting/push-event.ts'
import type { ServerSocket } from '../wire/server-socket.ts'
import type { Store } from './store.ts'

export interface PageRoomsOptions {
  socket(): ServerSocket
  readonly store: Store
  tell(event: MeetingEvent): void
}

/** What is needed to rejoin a room. */
interface Place {
  readonly room: string
  readonly password: string | undefined
}

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
    this.#place = { room: reply.room, password }
    store.dispatch({ type: 'dialog', dialog: null })
    if (reply.status === 'ok') tell({ event: 'joined', room: reply.room, users: reply.users ?? [] })
  }

  async leave(): Promise<void> {
    const { socket, tell } = this.#options
    const { room } = await socket().request('quit_room', {})
    this.#place = null
    tell({ event: 'left', room: room ?? '' })
  }

  /** Does not rejoin the room after reconnecting. */
  forget(): void {
    this.#place = null
  }

  /** Shows the room that a resumed session is still in. */
  async rejoinResumed(room: string): Promise<void> {
    this.#place = { room, password: undefined }
    this.#options.tell({ event: 'joined', room, users: [] })
  }

  /** Rejoins the last room over a new session. A room that is gone is not created again: only its members know what it was. */
  async comeBack(): Promise<void> {
    if (!this.#place) return
    const { socket, tell } = this.#options
    const { room, password } = this.#place
    const reply = await socket().request('join', { room, ...(password === undefined ? {} : { password }) })
    if (reply.status === 'ok') {
      tell({ event: 'joined', room: reply.room, users: reply.users ?? [] })
      return
    }
    this.#place = null
    tell({ event: 'left', room })
    tell({ event: 'error', text: reply.message ?? reply.status })
  }
}
