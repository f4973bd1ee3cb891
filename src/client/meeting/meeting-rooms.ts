import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanLine } from '../../lib/text.ts'
import { isTemporary, ProtocolError } from '../../protocol/errors.ts'
import type { MeetingEvent } from '../../protocol/meeting/meeting-events.ts'
import { roomsOf } from '../../protocol/meeting/push-event.ts'
import { type Place, placeIn, rejoin } from '../../protocol/meeting/rejoin.ts'
import type { MeetingState } from '../../protocol/meeting/state.ts'
import type { ServerLink } from '../connection/server-link.ts'

export interface MeetingRoomsHandlers {
  clock: Clock
  link(): ServerLink
  /** Whether the link is connected. */
  connected(): boolean
  tell(event: MeetingEvent): void
  /** The user leaves a room: ends recording, sharing and watching in it. */
  leaving(): Promise<void>
}

/** Joins and leaves rooms, and rejoins the last one after reconnecting. */
export class MeetingRooms {
  readonly #handlers: MeetingRoomsHandlers
  /** The room to rejoin after reconnecting. */
  #place: Place | null = null
  /** Whether the user leaves the room for good with the next call. */
  #leaves = false
  /** The room to which the user returns after a call. */
  #before: Place | null = null
  /** Whether the server has the user in that room, over the current link. */
  #present = false

  constructor(handlers: MeetingRoomsHandlers) {
    this.#handlers = handlers
  }

  /** Whether the user is in a room, so that voice and pictures can be sent. False while the room is being rejoined. */
  get present(): boolean {
    return this.#present
  }

  /** Emits the list of rooms. @param asked whether the user asked for it */
  async list(asked = true): Promise<void> {
    const { link, tell: emit } = this.#handlers
    emit({ event: 'rooms', rooms: roomsOf(await link().request('list', {})), asked })
  }

  /** Creates a room. Refused with the status or message of the server. */
  async create(room: string, password?: string): Promise<Result<undefined>> {
    const wanted = { room, ...(password === undefined ? {} : { password }) }
    const { status } = await this.#handlers.link().request('create', wanted)
    return status === 'ok' ? ok(undefined) : refused(status)
  }

  /** Joins a room and leaves the one before. Refused with the status or message of the server. */
  async join(room: string, password?: string): Promise<Result<undefined>> {
    const wanted = { room, ...(password === undefined ? {} : { password }) }
    const reply = await this.#handlers.link().request('join', wanted)
    if (reply.status !== 'ok') return refused(cleanLine(reply.message ?? reply.status))
    await this.#handlers.leaving()
    this.#before = null
    this.#place = { room: reply.room, password, temporary: false, closed: false, host: 'nobody' }
    this.#present = true
    this.#handlers.tell({ event: 'joined', room: reply.room, users: reply.users ?? [] })
    return ok(undefined)
  }

  /** Leaves the room. Refused with the status or message of the server. */
  async leave(): Promise<Result<undefined>> {
    const waiting = this.#place !== null && !this.#present
    const { status, room } = await this.#handlers.link().request('quit_room', {})
    if (status !== 'ok' && !waiting) return refused(status)
    await this.#leave(room ?? this.#place?.room ?? '')
    return ok(undefined)
  }

  /** Does not rejoin the room after reconnecting, because the user was removed from it. */
  forget(): void {
    this.#before = null
    this.#place = null
    this.#present = false
  }

  /** A call moved the user to its room, or back to the one they held. */
  moved(room: string, call: boolean): void {
    const place = { room, password: undefined, temporary: call, closed: false, host: 'nobody', call } as const
    if (call && !this.#place?.call) this.#before = this.#leaves ? null : this.#place
    this.#leaves = false
    this.#place = !call && this.#before?.room === room ? this.#before : place
    if (!call) this.#before = null
    this.#present = true
  }

  /** The user leaves the room for good that they would return to after the call. */
  giveUp(): void {
    this.#leaves = true
  }

  /** A call ended; until the server says where the user is now, that is nowhere. */
  forgetCall(): void {
    if (!this.#place?.call) return
    this.#place = null
    this.#present = false
  }

  /** The connection was lost. @param state what was known of the room until then */
  lost(state: MeetingState): void {
    if (this.#place && this.#present) this.#place = placeIn(state, this.#place)
    this.#present = false
  }

  /** The session was resumed. @param room the room that the server says it is in */
  resumed(room: string | undefined): void {
    this.#present = room !== undefined && room === this.#place?.room
  }

  /** Rejoins the last room over a new connection, unless the session is in it; emits an error event if that fails. */
  async comeBack(): Promise<void> {
    // A call does not survive its session; the room before it does.
    if (!this.#present && (this.#place === null || this.#place.call)) this.#place = this.#before
    const place = this.#place
    if (!place || this.#present) return
    const { clock, link, connected, tell: emit } = this.#handlers
    const { room } = place
    const over = link()
    const back = await rejoin({
      ...{ clock, place, link: over },
      isFinal: (error) => error instanceof ProtocolError && !isTemporary(error),
      wanted: () => this.#place === place && link() === over && connected(),
      waiting: (why) => emit({ event: 'notice', text: `Waiting to rejoin ${cleanLine(room)}: ${cleanLine(why)}.` }),
    })
    if (!back || this.#place !== place) return
    if (back.ok) {
      this.#present = true
      emit({ event: 'joined', room: back.value.room, users: back.value.users ?? [] })
      return
    }
    await this.#leave(room)
    emit({ event: 'error', text: `Cannot rejoin ${cleanLine(room)}: ${cleanLine(back.refusal)}` })
  }

  async #leave(room: string): Promise<void> {
    await this.#handlers.leaving()
    this.forget()
    this.#handlers.tell({ event: 'left', room })
  }
}
