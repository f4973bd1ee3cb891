import type { Clock } from '../../lib/clock.ts'
import { ok, type Result, refused } from '../../lib/result.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { Limits } from '../../protocol/limits.ts'
import { cleanName } from '../../protocol/names.ts'
import { HistoryBudget, RoomHistory } from '../history/room-history.ts'
import { LoopBudget } from '../limits/loop-budget.ts'
import type { Counters } from '../metrics/counters.ts'
import { TalkerSelection } from '../voice/talker-selection.ts'
import { ConfusableNames } from './confusable-names.ts'
import type { Participant } from './participant.ts'
import { Room, type RoomEvents, type RoomOptions } from './room.ts'
import { Announcement, RoomActivity } from './room-announcements.ts'

/** What a client specifies about a room that it creates. */
export type NewRoom = Pick<RoomOptions, 'voice' | 'password' | 'temporary' | 'secret' | 'maker' | 'history'>

/** Why a room cannot be created, as sent to the client. */
export type RoomRefusal = LabelFields<'created_room'> & { readonly status: 'invalid room name' | 'room already exists' }

/** The rooms of a server, in order of creation. */
export class Rooms {
  /** Time of the event loop that the requests of clients and the pictures of all rooms share. */
  readonly loopBudget: LoopBudget
  /** Selects whose voice is mixed, in all rooms together. */
  readonly talkers: TalkerSelection
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #announcement: Announcement
  readonly #rooms = new Map<string, Room>()
  readonly #names = new ConfusableNames()
  readonly #activity: RoomActivity
  readonly #counters: Counters | undefined
  readonly #recordersChanged: RoomEvents['recordersChanged']
  /** Memory of the histories of all rooms. */
  readonly histories: HistoryBudget

  /**
   * @param changed called soon after rooms were created, removed, closed or opened
   * @param active called at most once per second with the rooms that had activity
   * @param counters for voice and pictures of all rooms; if undefined, each room has its own
   * @param load see `TalkerSelection`
   * @param recordersChanged called when somebody began or stopped to record a room
   */
  constructor(
    clock: Clock,
    changed: () => void,
    active: (rooms: LabelFields<'room_activity'>['rooms']) => void,
    counters: Counters | undefined,
    limits: Limits,
    {
      load,
      recordersChanged,
    }: { load?: (() => number) | undefined; recordersChanged?: RoomEvents['recordersChanged'] } = {},
  ) {
    this.loopBudget = new LoopBudget(clock)
    this.talkers = new TalkerSelection(clock, limits, load)
    this.#clock = clock
    this.#counters = counters
    this.#limits = limits
    this.histories = new HistoryBudget(limits)
    this.#recordersChanged = recordersChanged
    this.#activity = new RoomActivity(clock, active)
    this.#announcement = new Announcement(clock, changed)
  }

  /**
   * Checks whether a room of that name can be created. No two rooms of a server have names that look the same.
   * @param secret whether it is not in the list, and not counted
   * @returns the cleaned name
   * @throws ProtocolError `limit` when the server has `limits.rooms` rooms
   */
  check(wanted: string, secret = false): Result<string, RoomRefusal> {
    const name = cleanName(wanted)
    if (!name) return refused({ status: 'invalid room name', room: wanted })
    if (this.#names.find(name) !== undefined) return refused({ status: 'room already exists', room: name })
    const { rooms } = this.#limits
    if (!secret && this.#listed().length >= rooms) {
      throw new ProtocolError('limit', `The server has ${rooms} rooms, the maximum; join one of them`)
    }
    return ok(name)
  }

  /** Creates a room. @throws as `check` */
  create(wanted: string, options: NewRoom): Result<Room, RoomRefusal> {
    const checked = this.check(wanted, options.secret)
    if (!checked.ok) return checked
    const name = checked.value
    const shared = {
      stats: this.#counters?.sound,
      pictures: this.#counters?.pictures,
      loopBudget: this.loopBudget,
      talkers: this.talkers,
      limits: this.#limits,
      ...(options.history === undefined && !options.secret ? { history: new RoomHistory(this.histories) } : {}),
    }
    const room = new Room(name, this.#clock, { ...options, ...shared } satisfies RoomOptions, {
      active: (active) => active.secret || this.#activity.happened(active),
      closedChanged: () => this.#announcement.changed(this.#rooms.size),
      recordersChanged: (changed, change) => this.#recordersChanged?.(changed, change),
    })
    this.#rooms.set(name, room)
    this.#names.add(name)
    this.#listChanged(room)
    return ok(room)
  }

  /** The room of that name, in any Unicode normalization form. */
  find(name: string): Room | undefined {
    return this.#rooms.get(cleanName(name) ?? '')
  }

  /** All rooms. */
  all(): Room[] {
    return [...this.#rooms.values()]
  }

  /** Opens a closed room when it is empty; removes a temporary one. */
  tidy(room: Room): void {
    if (!room.abandoned || this.#rooms.get(room.name) !== room) return
    room.setClosed(false)
    if (!room.temporary) return
    room.close()
    this.#activity.forget(room)
    this.#rooms.delete(room.name)
    this.#names.delete(room.name)
    this.#listChanged(room)
  }

  /**
   * Handles a host leaving the server. A temporary room of theirs is removed when it is empty; otherwise the participant
   * who has been in it longest becomes the host. A permanent room has no host until its former host returns with a
   * registered name: a participant who happens to be in it does not take it over.
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
    const details = this.#listed().map((room) => room.describe())
    return { rooms: details.map(({ room }) => room), details }
  }

  /** The rooms that everybody may know of. */
  #listed(): Room[] {
    return this.all().filter(({ secret }) => !secret)
  }

  #listChanged({ secret }: Room): void {
    if (!secret) this.#announcement.changed(this.#rooms.size)
  }

  close(): void {
    this.#announcement.close()
    this.#activity.close()
    for (const room of this.#rooms.values()) room.close()
  }
}
