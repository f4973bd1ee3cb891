import type { User } from '../src/protocol/shapes.ts'

/** The view of one guest: its room, and the users in it. */
export interface Belief {
  readonly name: string
  /** null if it is in no room. */
  readonly room: string | null
  readonly users: readonly Pick<User, 'name' | 'reconnecting'>[]
}

/**
 * Checks that the guests agree on who is in each room: each must see exactly the guests that consider themselves in it.
 *
 * @returns the contradictions, a sentence each
 */
export function rollCall(beliefs: readonly Belief[]): string[] {
  return beliefs.flatMap(({ name, room, users }) => {
    if (room === null) return []
    const there = beliefs.filter((other) => other.room === room).map((other) => other.name)
    const told = users.filter(({ reconnecting }) => !reconnecting).map((user) => user.name)
    const missing = there.filter((other) => !told.includes(other))
    const ghosts = told.filter((other) => !there.includes(other))
    return [
      ...missing.map((other) => `${name} in ${room} does not see ${other}`),
      ...ghosts.map((other) => `${name} in ${room} sees ${other}, who is not there`),
      ...(new Set(told).size < told.length ? [`${name} in ${room} sees a user twice`] : []),
    ]
  })
}
