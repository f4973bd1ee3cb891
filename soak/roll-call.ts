import type { User } from '../src/protocol/shapes.ts'

/** What one guest believes: where it is, and who else is there. */
export interface Belief {
  readonly name: string
  /** null in no room. */
  readonly room: string | null
  readonly users: readonly Pick<User, 'name' | 'reconnecting'>[]
}

/**
 * Whether those in a room agree on who is there: everybody is told of exactly those who believe that they are.
 * @returns what does not add up, a sentence each.
 */
export function rollCall(beliefs: readonly Belief[]): string[] {
  return beliefs.flatMap(({ name, room, users }) => {
    if (room === null) return []
    const there = beliefs.filter((other) => other.room === room).map((other) => other.name)
    const told = users.filter(({ reconnecting }) => !reconnecting).map((user) => user.name)
    const missing = there.filter((other) => !told.includes(other))
    const ghosts = told.filter((other) => !there.includes(other))
    return [
      ...missing.map((other) => `${name} in ${room} was not told of ${other}`),
      ...ghosts.map((other) => `${name} in ${room} was told of ${other}, who is not there`),
      ...(new Set(told).size < told.length ? [`${name} in ${room} was told of somebody twice`] : []),
    ]
  })
}
