import type { Cancel, Clock } from '../../lib/clock.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { RoomDetails } from '../../protocol/shapes.ts'

/** ms between two tellings for each thing told of, and the most: a long list is not told for each that joins it. */
const PAUSE_EACH = 1
const LONGEST_PAUSE = 1_000

/** Tells of changes soon; many at once are told once, and the last state always. */
export class Announcement {
  readonly #clock: Clock
  readonly #emit: () => void
  #cancel: Cancel | null = null
  #toldAt = -Infinity

  /** @param emit tells the state as it is then. */
  constructor(clock: Clock, emit: () => void) {
    this.#clock = clock
    this.#emit = emit
  }

  /** Something changed in a list that is `length` long. */
  changed(length: number): void {
    if (this.#cancel) return
    const pause = Math.min(length * PAUSE_EACH, LONGEST_PAUSE)
    this.#cancel = this.#clock.after(this.#toldAt + pause - this.#clock.now(), () => {
      this.#cancel = null
      this.#toldAt = this.#clock.now()
      this.#emit()
    })
  }

  /** Tells no more of what changed. */
  close(): void {
    this.#cancel?.()
    this.#cancel = null
  }
}

/** A room, as far as its activity is reported. */
interface ActiveRoom {
  describe(): RoomDetails
}

/** ms between two tellings. */
const INTERVAL = 1_000
/** Rooms of one telling; those that are left come with the next. */
const MOST_ROOMS = 200

/** Gathers in which rooms something happened, and tells of them together, at most once a second. */
export class RoomActivity {
  readonly #clock: Clock
  readonly #emit: (rooms: LabelFields<'room_activity'>['rooms']) => void
  readonly #active = new Set<ActiveRoom>()
  #cancel: Cancel | null = null
  #toldAt = -Infinity

  constructor(clock: Clock, emit: (rooms: LabelFields<'room_activity'>['rooms']) => void) {
    this.#clock = clock
    this.#emit = emit
  }

  /** Somebody came, went or wrote. */
  happened(room: ActiveRoom): void {
    this.#active.add(room)
    this.#cancel ??= this.#clock.after(Math.max(0, this.#toldAt + INTERVAL - this.#clock.now()), () =>
      this.#flush(),
    )
  }

  /** The room is gone. */
  forget(room: ActiveRoom): void {
    this.#active.delete(room)
  }

  close(): void {
    this.#cancel?.()
    this.#active.clear()
  }

  #flush(): void {
    this.#cancel = null
    this.#toldAt = this.#clock.now()
    const rooms = [...this.#active].slice(0, MOST_ROOMS)
    for (const room of rooms) this.#active.delete(room)
    if (rooms.length > 0) {
      this.#emit(rooms.map((one) => one.describe()).map(({ room, users, said }) => ({ room, users, said })))
    }
    const [left] = this.#active
    if (left) this.happened(left)
  }
}
