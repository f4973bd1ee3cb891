import { ok, type Result, refused } from '../../lib/result.ts'
import { cleanLine } from '../../lib/text.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { ServerLink } from '../connection/server-link.ts'
import type { MeetingEvent } from './meeting-events.ts'
import { roomsOf } from './push-event.ts'

export interface MeetingRoomsHandlers {
  link(): ServerLink
  tell(event: MeetingEvent): void
  /** The user leaves a room: ends recording, sharing and watching in it. */
  leaving(): Promise<void>
}

/** Joins and leaves rooms, and rejoins the last one after reconnecting. */
export class MeetingRooms {
  readonly #handlers: MeetingRoomsHandlers
  /** The room to rejoin after reconnecting. */
  #place: Place | null = null

  constructor(handlers: MeetingRoomsHandlers) {
    this.#handlers = handlers
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
    this.#place = { room: reply.room, password }
    this.#handlers.tell({ event: 'joined', room: reply.room, users: reply.users ?? [] })
    return ok(undefined)
  }

  /** Leaves the room. Refused with the status or message of the server. */
  async leave(): Promise<Result<undefined>> {
    const { status, room } = await this.#handlers.link().request('quit_room', {})
    if (status !== 'ok') return refused(status)
    await this.#handlers.leaving()
    this.#place = null
    this.#handlers.tell({ event: 'left', room: room ?? '' })
    return ok(undefined)
  }

  /** Does not rejoin the room after reconnecting, because the user was removed from it. */
  forget(): void {
    this.#place = null
  }

  /** Rejoins the last room over a new connection; emits an error event if that fails. */
  async comeBack(): Promise<void> {
    if (!this.#place) return
    const { link, tell: emit, leaving } = this.#handlers
    const { room } = this.#place
    const reply = await rejoin(link(), this.#place)
    if (reply.status === 'ok') {
      emit({ event: 'joined', room: reply.room, users: reply.users ?? [] })
      return
    }
    await leaving()
    this.#place = null
    emit({ event: 'left', room })
    emit({
      event: 'error',
      text: `Cannot rejoin ${cleanLine(room)}: ${cleanLine(reply.message ?? reply.status)}`,
    })
  }
}

/** What is needed to rejoin a room. */
interface Place {
  readonly room: string
  readonly password: string | undefined
}

/** Rejoins a room, creating it first if the server has restarted without it. */
async function rejoin(link: ServerLink, { room, password }: Place): Promise<LabelFields<'join_room'>> {
  const wanted = { room, ...(password === undefined ? {} : { password }) }
  const reply = await link.request('join', wanted)
  if (reply.status !== 'room not found') return reply
  // The result is ignored: another returning client may have created it in between.
  await link.request('create', wanted)
  return link.request('join', wanted)
}
