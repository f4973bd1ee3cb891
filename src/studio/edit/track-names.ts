import type { Edits } from './edit-list.ts'
import type { Operation } from './operations.ts'

type Fields = Readonly<Record<string, unknown>>

/** How a field of an operation names tracks, with one of them called otherwise. */
const naming: Readonly<Record<string, (value: unknown, rename: (name: string) => string) => unknown>> = {
  tracks: (names, rename) => (names as string[]).map(rename),
  into: (name, rename) => rename(name as string),
  to_track: (name, rename) => rename(name as string),
  gains: keysRenamed,
  profiles: keysRenamed,
}

/** Edits of a recording one track of which is called otherwise from now on. */
export function withTrackRenamed({ operations, done }: Edits, from: string, to: string): Edits {
  const rename = (name: string) => (name === from ? to : name)
  const renamed = (operation: Fields) =>
    Object.fromEntries(
      Object.entries(operation).map(([field, value]) => [field, naming[field]?.(value, rename) ?? value]),
    )
  return { operations: operations.map((operation) => renamed(operation) as Operation), done }
}

function keysRenamed(values: unknown, rename: (name: string) => string): unknown {
  return Object.fromEntries(Object.entries(values as Fields).map(([name, value]) => [rename(name), value]))
}
