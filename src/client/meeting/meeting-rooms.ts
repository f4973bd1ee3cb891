import { ok, type Result, refused } from '../../lib/result.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { ServerLink } from '../connection/server-link.ts'
import type { MeetingEvent } from './meeting-events.ts'
import { roomsOf } from './push-event.ts'

export interface MeetingRoomsHandlers {
  link(): ServerLink
  tell(event: MeetingEvent): void
  /** One leaves a room: what went on in it ends. */
  leaving(): Promise<void>
}

/** One's way through the rooms of a server, and back into the last one over another connection. */
export class MeetingRooms {
  readonly #handlers: MeetingRoomsHandlers
  /** The room one is in, or would go back to. */
  #place: Place | null = null

  constructor(handlers: MeetingRoomsHandlers) {
    this.#handlers = handlers
  }

  /** Tells of the rooms there are. @param asked whether somebody wants to see the list. */
  async list(asked = true): Promise<void> {
    const { link, tell: emit } = this.#handlers
    emit({ event: 'rooms', rooms: roomsOf(await link().request('list', {})), asked })
  }

  /** Makes a room. Refused with a status of the contract, or a sentence of the server. */
  async create(room: string, password?: string): Promise<Result<undefined>> {
    const wanted = { room, ...(password === undefined ? {} : { password }) }
    const { status } = await this.#handlers.link().request('create', wanted)
    return status === 'ok' ? ok(undefined) : refused(status)
  }

  /** Goes into a room, out of the one before. Refused with a status of the contract, or a sentence of the server. */
  async join(room: string, password?: string): Promise<Result<undefined>> {
    const wanted = { room, ...(password === undefined ? {} : { password }) }
    const reply = await this.#handlers.link().request('join', wanted)
    if (reply.status !== 'ok') return refused(reply.message ?? reply.status)
    await this.#handlers.leaving()
    this.#place = { room: reply.room, password }
    this.#handlers.tell({ event: 'joined', room: reply.room, users: reply.users ?? [] })
    return ok(undefined)
  }

  /** Leaves the room. Refused with a status of the contract, or a sentence of the server. */
  async leave(): Promise<Result<undefined>> {
    const { status, room } = await this.#handlers.link().request('quit_room', {})
    if (status !== 'ok') return refused(status)
    await this.#handlers.leaving()
    this.#place = null
    this.#handlers.tell({ event: 'left', room: room ?? '' })
    return ok(undefined)
  }

  /** One was taken out of the room: it is not gone back to. */
  forget(): void {
    this.#place = null
  }

  /** Goes into the room again in which one was, over another connection, and tells where that fails. */
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
    emit({ event: 'error', text: `You cannot go back into ${room}: ${reply.message ?? reply.status}` })
  }
}

/** The room one is in, as far as it takes to come back to it. */
interface Place {
  readonly room: string
  readonly password: string | undefined
}

/** Goes into a room where one was before; a server that was started anew is given it first. */
async function rejoin(link: ServerLink, { room, password }: Place): Promise<LabelFields<'join_room'>> {
  const wanted = { room, ...(password === undefined ? {} : { password }) }
  const reply = await link.request('join', wanted)
  if (reply.status !== 'room not found') return reply
  // Another who comes back may make it at the same moment, which is as good.
  await link.request('create', wanted)
  return link.request('join', wanted)
}
