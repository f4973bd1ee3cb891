import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import { cleanName } from '../../protocol/names.ts'
import { LoopBudget } from '../limits/loop-budget.ts'
import type { Counters } from '../metrics/counters.ts'
import { ConfusableNames } from './confusable-names.ts'
import type { Participant } from './participant.ts'
import { Room, type RoomOptions } from './room.ts'
import { Announcement, RoomActivity } from './room-announcements.ts'

/** What a client chooses of a room that it creates. */
export type NewRoom = Pick<RoomOptions, 'voice' | 'password' | 'temporary' | 'maker'>

/** Why a room cannot be created, as the reply to the client says it. */
export type RoomRefusal = LabelFields<'created_room'> & {
  readonly status: 'invalid room name' | 'room already exists'
}

/** The rooms of a server, in the order in which they were made. */
export class Rooms {
  /** Of the event loop, which pictures in all rooms share with what clients ask for. */
  readonly loopBudget: LoopBudget
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #announcement: Announcement
  readonly #rooms = new Map<string, Room>()
  readonly #names = new ConfusableNames()
  readonly #activity: RoomActivity
  readonly #counters: Counters | undefined

  /**
   * @param changed is called soon after rooms came or went.
   * @param active is called at most once a second with the rooms where something happened.
   * @param counters counts sound and pictures of all rooms; each by itself where left out.
   */
  constructor(
    clock: Clock,
    changed: () => void,
    active: (rooms: LabelFields<'room_activity'>['rooms']) => void,
    counters: Counters | undefined,
    limits: Limits,
  ) {
    this.loopBudget = new LoopBudget(clock)
    this.#clock = clock
    this.#counters = counters
    this.#limits = limits
    this.#activity = new RoomActivity(clock, active)
    this.#announcement = new Announcement(clock, changed)
  }

  /**
   * Checks whether a room of that name can be created. No two rooms of a server have names that look the same.
   * @returns the name as it is shown.
   * @throws ProtocolError `limit` where the server has as many rooms as a list can hold.
   */
  check(wanted: string): Result<string, RoomRefusal> {
    const name = cleanName(wanted)
    if (!name) return refused({ status: 'invalid room name', room: wanted })
    if (this.#names.find(name) !== undefined) return refused({ status: 'room already exists', room: name })
    const { rooms } = this.#limits
    if (this.#rooms.size >= rooms) {
      throw new ProtocolError('limit', `There are ${rooms} rooms, as many as may be; join one of them`)
    }
    return ok(name)
  }

  /** Creates a room. @throws as `check` */
  create(wanted: string, options: NewRoom): Result<Room, RoomRefusal> {
    const checked = this.check(wanted)
    if (!checked.ok) return checked
    const name = checked.value
    const shared = {
      stats: this.#counters?.sound,
      pictures: this.#counters?.pictures,
      loopBudget: this.loopBudget,
      limits: this.#limits,
    }
    const room = new Room(name, this.#clock, { ...options, ...shared } satisfies RoomOptions, {
      active: (active) => this.#activity.happened(active),
      closedChanged: () => this.#announcement.changed(this.#rooms.size),
    })
    this.#rooms.set(name, room)
    this.#names.add(name)
    this.#announcement.changed(this.#rooms.size)
    return ok(room)
  }

  /** The room of that name, however its letters are composed. */
  find(name: string): Room | undefined {
    return this.#rooms.get(cleanName(name) ?? '')
  }

  /** All of them. */
  all(): Room[] {
    return [...this.#rooms.values()]
  }

  /** A room that was left by the last opens; a temporary one is taken away. */
  tidy(room: Room): void {
    if (!room.empty) return
    room.setClosed(false)
    if (!room.temporary) return
    room.close()
    this.#activity.forget(room)
    this.#rooms.delete(room.name)
    this.#names.delete(room.name)
    this.#announcement.changed(this.#rooms.size)
  }

  /**
   * Somebody leaves the server. A temporary room of theirs that is empty goes with them; another has whoever has been
   * in it longest for its host. A room that stays for good is left to the operators, until its host comes back
   * to a registered name: not everybody who is in it in the middle of the night is to have it.
   */
  outlive(host: Participant): void {
    for (const room of this.#rooms.values()) {
      if (room.host !== host) continue
      room.host = room.temporary ? room.eldest : null
      room.formerHost = host.account
      room.usersChanged()
      this.tidy(room)
    }
  }

  describe(): LabelFields<'list_rooms'> {
    const details = this.all().map((room) => room.describe())
    return { rooms: details.map(({ room }) => room), details }
  }

  close(): void {
    this.#announcement.close()
    this.#activity.close()
    for (const room of this.#rooms.values()) room.close()
  }
}
