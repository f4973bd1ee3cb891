import type { Cancel, Clock } from '../../lib/clock.ts'
import type { LabelFields } from '../../protocol/labels.ts'
import type { Room } from './room.ts'

/** ms between two tellings. */
const INTERVAL = 1_000
/** Rooms of one telling; those that are left come with the next. */
const MOST_ROOMS = 200

/** Gathers in which rooms something happened, and tells of them together, at most once a second. */
export class RoomActivity {
  readonly #clock: Clock
  readonly #emit: (rooms: LabelFields<'room_activity'>['rooms']) => void
  readonly #active = new Set<Room>()
  #cancel: Cancel | null = null
  #toldAt = -Infinity

  constructor(clock: Clock, emit: (rooms: LabelFields<'room_activity'>['rooms']) => void) {
    this.#clock = clock
    this.#emit = emit
  }

  /** Somebody came, went or wrote. */
  happened(room: Room): void {
    this.#active.add(room)
    this.#cancel ??= this.#clock.after(Math.max(0, this.#toldAt + INTERVAL - this.#clock.now()), () =>
      this.#flush(),
    )
  }

  /** The room is gone. */
  forget(room: Room): void {
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
