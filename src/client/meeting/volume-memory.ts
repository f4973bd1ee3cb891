import type { Memory } from '../store/memory.ts'
import type { Meeting } from './meeting.ts'
import type { MeetingEvent } from './meeting-events.ts'
import type { MeetingState } from './state.ts'

/** Remembers how loud one wants to hear people, and turns them so when they come. */
export class VolumeMemory {
  readonly #memory: Memory
  /** Ids of those whose volume is settled. */
  #settled = new Set<number>()

  constructor(memory: Memory) {
    this.#memory = memory
  }

  /** Takes note of what happened in a meeting. */
  observe(meeting: Meeting, event: MeetingEvent, state: MeetingState): void {
    if (event.event === 'connected' || event.event === 'reconnected') this.#settled = new Set([state.self.id])
    if (event.event === 'joined' || event.event === 'users') this.#greet(meeting, state)
    if (event.event !== 'volume') return
    const user = state.users.find(({ id }) => id === event.user)
    if (user && (this.#memory.volumeOf(user.name) ?? 0) !== event.gain_db) {
      void this.#memory.rememberVolume(user.name, event.gain_db)
    }
  }

  #greet(meeting: Meeting, { users }: MeetingState): void {
    for (const { id, name } of users) {
      if (this.#settled.has(id)) continue
      this.#settled.add(id)
      const gain = this.#memory.volumeOf(name)
      // Whoever left meanwhile needs no volume.
      if (gain !== null) void meeting.setVolume(id, gain).catch(() => {})
    }
  }
}
