import type { Clock } from '../../lib/clock.ts'
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
   * Why no room of that name can be made; null where one can. No two on a server look the same by name.
   * @throws ProtocolError `limit` where there are as many as a list can hold.
   */
  refusal(wanted: string): LabelFields<'created_room'> | null {
    const name = cleanName(wanted)
    if (!name) return { status: 'invalid room name', room: wanted }
    if (this.#names.find(name) !== undefined) return { status: 'room already exists', room: name }
    const { rooms } = this.#limits
    if (this.#rooms.size >= rooms) {
      throw new ProtocolError('limit', `There are ${rooms} rooms, as many as may be; join one of them`)
    }
    return null
  }

  /** Makes a room, unless there is a refusal. @throws as `refusal`. */
  create(wanted: string, options: RoomOptions): LabelFields<'created_room'> {
    const refusal = this.refusal(wanted)
    if (refusal) return refusal
    const name = cleanName(wanted)!
    const told = (room: Room) => this.#activity.happened(room)
    const counted = { stats: this.#counters?.sound, pictures: this.#counters?.pictures }
    const shared = { ...counted, turn: this.loopBudget, limits: this.#limits }
    this.#rooms.set(name, new Room(name, this.#clock, { ...options, ...shared }, told))
    this.#names.add(name)
    this.#announcement.changed(this.#rooms.size)
    return { status: 'ok', room: name }
  }

  /** The room of that name, however its letters are composed. */
  find(name: string): Room | undefined {
    return this.#rooms.get(cleanName(name) ?? '')
  }

  /** All of them. */
  all(): Room[] {
    return [...this.#rooms.values()]
  }

  /** Closes a room to others, or opens it. */
  setClosed(room: Room, closed: boolean): void {
    if (room.closed === closed) return
    room.closed = closed
    this.#announcement.changed(this.#rooms.size)
  }

  /** A room that was left by the last opens; a temporary one is taken away. */
  tidy(room: Room): void {
    if (!room.empty) return
    this.setClosed(room, false)
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
