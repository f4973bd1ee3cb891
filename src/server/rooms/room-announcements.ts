import type { Cancel, Clock } from '../../lib/clock.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { RoomDetails } from '../../protocol/shapes.ts'

/** ms between two announcements per entry of the list, and the maximum: long lists are sent less often. */
const PAUSE_EACH = 1
const LONGEST_PAUSE = 1_000

/** Announces changes soon; merges many changes at once, and always announces the last state. */
export class Announcement {
  readonly #clock: Clock
  readonly #emit: () => void
  #cancel: Cancel | null = null
  #sentAt = -Infinity

  /** @param emit sends the current state */
  constructor(clock: Clock, emit: () => void) {
    this.#clock = clock
    this.#emit = emit
  }

  /** Schedules an announcement for a change in a list of `length` entries. */
  changed(length: number): void {
    if (this.#cancel) return
    const pause = Math.min(length * PAUSE_EACH, LONGEST_PAUSE)
    this.#cancel = this.#clock.after(this.#sentAt + pause - this.#clock.now(), () => {
      this.#cancel = null
      this.#sentAt = this.#clock.now()
      this.#emit()
    })
  }

  /** Cancels a scheduled announcement. */
  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}

/** A room as `RoomActivity` sees it. */
interface ActiveRoom {
  describe(): RoomDetails
}

/** ms between two reports. */
const INTERVAL = 1_000
/** Rooms per report; the others follow in the next one. */
const MOST_ROOMS = 200

/** Collects rooms with activity and reports them together, at most once per second. */
export class RoomActivity {
  readonly #clock: Clock
  readonly #emit: (rooms: LabelFields<'room_activity'>['rooms']) => void
  readonly #active = new Set<ActiveRoom>()
  #cancel: Cancel | null = null
  #sentAt = -Infinity

  constructor(clock: Clock, emit: (rooms: LabelFields<'room_activity'>['rooms']) => void) {
    this.#clock = clock
    this.#emit = emit
  }

  /** Records activity: a member joined, left or wrote. */
  happened(room: ActiveRoom): void {
    this.#active.add(room)
    this.#cancel ??= this.#clock.after(Math.max(0, this.#sentAt + INTERVAL - this.#clock.now()), () => this.#flush())
  }

  /** Drops a room that no longer exists. */
  forget(room: ActiveRoom): void {
    this.#active.delete(room)
  }

  close(): void {
    this.#cancel?.()
    this.#active.clear()
  }

  #flush(): void {
    this.#cancel = null
    this.#sentAt = this.#clock.now()
    const rooms = [...this.#active].slice(0, MOST_ROOMS)
    for (const room of rooms) this.#active.delete(room)
    if (rooms.length > 0) {
      this.#emit(rooms.map((one) => one.describe()).map(({ room, users, said }) => ({ room, users, said })))
    }
    const [left] = this.#active
    if (left) this.happened(left)
  }
}
