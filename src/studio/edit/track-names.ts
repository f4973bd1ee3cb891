import type { Edits } from './edit-list.ts'
import type { Operation } from './operations.ts'

type Fields = Readonly<Record<string, unknown>>

/** How to rename a track within each field of an operation that names tracks. */
const renamers: Readonly<Record<string, (value: unknown, rename: (name: string) => string) => unknown>> = {
  tracks: (names, rename) => (names as string[]).map(rename),
  into: (name, rename) => rename(name as string),
  to_track: (name, rename) => rename(name as string),
  gains: keysRenamed,
  profiles: keysRenamed,
}

/** The edits with a track renamed in every operation. */
export function withTrackRenamed({ operations, done }: Edits, from: string, to: string): Edits {
  const rename = (name: string) => (name === from ? to : name)
  const renamed = (operation: Fields) =>
    Object.fromEntries(
      Object.entries(operation).map(([field, value]) => [field, renamers[field]?.(value, rename) ?? value]),
    )
  return { operations: operations.map((operation) => renamed(operation) as Operation), done }
}

function keysRenamed(values: unknown, rename: (name: string) => string): unknown {
  return Object.fromEntries(Object.entries(values as Fields).map(([name, value]) => [rename(name), value]))
}
