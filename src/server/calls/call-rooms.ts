import type { Participant } from '../rooms/participant.ts'
import type { Room } from '../rooms/room.ts'
import type { Rooms } from '../rooms/rooms.ts'
import type { VoiceFormat } from '../voice/encoded-mix.ts'
import type { Call, CalledSession } from './call.ts'
import type { CalledSessions } from './called-sessions.ts'

/**
 * Moves people to the rooms of their calls, and back to where they were. A room that somebody returns to stays, even if it is
 * temporary and empty.
 */
export class CallRooms {
  readonly #rooms: Rooms
  readonly #voice: VoiceFormat
  readonly #sessions: CalledSessions
  readonly #held = new Map<Participant, Room>()

  constructor(rooms: Rooms, voice: VoiceFormat, sessions: CalledSessions) {
    this.#rooms = rooms
    this.#voice = voice
    this.#sessions = sessions
  }

  /** Makes the room of a call, which is in no list. */
  make({ id, caller }: Call): Room {
    const options = { voice: this.#voice, temporary: true, maker: caller, secret: true }
    const made = this.#rooms.create(`Call ${id}`, options)
    if (!made.ok) throw new Error(`The room of a call cannot be created: ${made.refusal.status}`)
    return made.value
  }

  /** Moves people to the room of a call who are not there, and tells them once all are. */
  enter(people: readonly Participant[], call: Call): void {
    const room = call.room!
    const sessions = people.flatMap((one) => this.#sessions.of(one) ?? []).filter((one) => one.room !== room)
    for (const session of sessions) {
      if (!call.leaving.has(session.participant)) this.hold(session)
      session.enter(room)
    }
    for (const { participant } of sessions) announce(participant, room, call.id)
  }

  /** Moves somebody out of the room of a call, to the room that they held for it, if any. */
  bringBack(participant: Participant, call: Call): void {
    const session = this.#sessions.of(participant)
    if (!session || session.room !== call.room) return
    const room = this.#release(participant)
    if (!room) {
      session.leave()
      return
    }
    session.enter(room)
    announce(participant, room, call.id)
  }

  /** Holds the room that somebody is in, if any, before a call moves them. */
  hold({ participant, room }: CalledSession): void {
    if (!room || room.secret) return
    this.#held.set(participant, room)
    room.hold(participant, true)
  }

  /** Gives up the room of somebody who does not return. */
  drop(participant: Participant): void {
    const room = this.#release(participant)
    if (room) this.#rooms.tidy(room)
  }

  #release(participant: Participant): Room | null {
    const room = this.#held.get(participant) ?? null
    this.#held.delete(participant)
    room?.hold(participant, false)
    return room
  }
}

/** Tells somebody that a call has moved them to a room, as the reply to `join` does. */
function announce(participant: Participant, room: Room, call: string): void {
  participant.send({ label: 'join_room', status: 'ok', room: room.name, users: room.users(), call })
  room.sendStateTo(participant)
}
