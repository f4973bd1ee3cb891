import type { Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { CalledSession } from './call.ts'

/** The rooms to which people return after their call. A room that is held stays, even if it is temporary and empty. */
export class HeldRooms {
  readonly #rooms: Rooms
  readonly #held = new Map<Participant, Room>()

  constructor(rooms: Rooms) {
    this.#rooms = rooms
  }

  /** Holds the room that somebody is in, if any, before a call moves them. */
  hold({ participant, room }: CalledSession): void {
    if (!room || room.secret) return
    this.#held.set(participant, room)
    room.hold(participant, true)
  }

  /** Ends the hold. @returns the room, for its holder to enter at once; null if they held none */
  release(participant: Participant): Room | null {
    const room = this.#held.get(participant) ?? null
    this.#held.delete(participant)
    room?.hold(participant, false)
    return room
  }

  /** Gives up the hold of somebody who does not return. */
  drop(participant: Participant): void {
    const room = this.release(participant)
    if (room) this.#rooms.tidy(room)
  }
}
