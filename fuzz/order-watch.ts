import type { ServerContext } from '../src/server/session/server-context.ts'

/** Default names, which the server assigns to any client. */
const GUEST = /^User\d{6}$/

/** Checks that bans and locked rooms hold: no banned user is in a room, and nobody joins a locked room. */
export class OrderWatch {
  /** The participants of locked rooms at the last check. */
  #closed = new Map<object, ReadonlySet<number>>()

  /** @returns what is wrong; null if nothing is */
  look({ rooms, moderation, clock }: ServerContext): string | null {
    const now = clock.date()
    const closed = new Map<object, ReadonlySet<number>>()
    for (const room of rooms.all()) {
      const users = room.users()
      for (const { name, host, operator } of users) {
        if (GUEST.test(name)) continue
        if (moderation.bans.find({ name }, now)) return 'a user who is banned from the server is in a room'
        if (!host && !operator && room.bans.find({ name }, now)) return 'a user is in a room from which they are banned'
      }
      const before = this.#closed.get(room)
      const came = before && users.some(({ id, host, operator }) => !before.has(id) && !host && !operator)
      if (came && room.closed) return 'a user joined a locked room'
      if (room.closed) closed.set(room, new Set(users.map(({ id }) => id)))
    }
    this.#closed = closed
    return null
  }
}
