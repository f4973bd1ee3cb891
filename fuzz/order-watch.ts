import type { ServerContext } from '../src/server/session/server-context.ts'

/** Names that the server gives out by itself, whoever had them before. */
const GUEST = /^User\d{6}$/

/** Looks whether bans and closed rooms hold: who is banned is in no room, and nobody comes into a closed one. */
export class OrderWatch {
  /** Who was in the rooms that were closed when one looked last. */
  #closed = new Map<object, ReadonlySet<number>>()

  /** @returns what is wrong, null where nothing is. */
  look({ rooms, moderation, clock }: ServerContext): string | null {
    const now = clock.date()
    const closed = new Map<object, ReadonlySet<number>>()
    for (const room of rooms.all()) {
      const users = room.users()
      for (const { name, host, operator } of users) {
        if (GUEST.test(name)) continue
        if (moderation.bans.find({ name }, now)) return 'somebody who is banned from the server is in a room'
        if (!host && !operator && room.bans.find({ name }, now))
          return 'somebody is in a room who is banned from it'
      }
      const before = this.#closed.get(room)
      const came = before && users.some(({ id, host, operator }) => !before.has(id) && !host && !operator)
      if (came && room.closed) return 'somebody came into a closed room'
      if (room.closed) closed.set(room, new Set(users.map(({ id }) => id)))
    }
    this.#closed = closed
    return null
  }
}
