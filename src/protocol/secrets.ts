import type { TObject, TSchema } from '@sinclair/typebox'
import type { Entry } from './vocabulary-entry.ts'

/**
 * Marks the schema of a password, token or code: `Type.String({ ...SECRET })`. Its value is never logged, and a server
 * refuses it on a connection that others can read.
 */
export const SECRET = { secret: true } as const

/** Finds the path of a secret in a value; null if there is none. */
type Find = (value: unknown) => string | null

const finders = new WeakMap<TObject, Find>()

/** The path of the first secret in a message that is valid by its entry, such as `keys.token`; null if it has none. */
export function secretIn(entry: Entry, message: object): string | null {
  let find = finders.get(entry.fields)
  if (!find) {
    find = finderOf(entry.fields) ?? (() => null)
    finders.set(entry.fields, find)
  }
  return find(message)
}

/** The paths of all secret fields of a schema, such as `keys.token`. */
export function secretPaths(schema: TSchema): string[] {
  const below = propertiesOf(schema).flatMap(([name, field]) =>
    isSecret(field) ? [name] : secretPaths(field).map((path) => `${name}.${path}`),
  )
  return [...below, ...partsOf(schema).flatMap(secretPaths)]
}

/** The names of all secret fields of a table of messages, at any depth. */
export function secretNames(entries: Readonly<Record<string, Entry>>): string[] {
  const paths = Object.values(entries).flatMap(({ fields }) => secretPaths(fields))
  return [...new Set(paths.map((path) => path.slice(path.lastIndexOf('.') + 1)))]
}

/** Returns null if a value of this schema cannot hold a secret. */
function finderOf(schema: TSchema): Find | null {
  if (isSecret(schema)) return (value) => (value === undefined ? null : '')
  const fields = propertiesOf(schema).flatMap(([name, field]) => {
    const find = finderOf(field)
    return find ? [{ name, find }] : []
  })
  const parts = partsOf(schema).flatMap((part) => finderOf(part) ?? [])
  if (fields.length === 0 && parts.length === 0) return null
  return (value) => {
    for (const { name, find } of fields) {
      const below = find((value as Record<string, unknown> | undefined)?.[name])
      if (below !== null) return below === '' ? name : `${name}.${below}`
    }
    for (const find of parts) {
      for (const one of Array.isArray(value) ? value : [value]) {
        const below = find(one)
        if (below !== null) return below
      }
    }
    return null
  }
}

function isSecret(schema: TSchema): boolean {
  return schema.secret === true
}

function propertiesOf(schema: TSchema): [string, TSchema][] {
  return Object.entries((schema.properties as Record<string, TSchema> | undefined) ?? {})
}

/** The schemas of the items of an array, and of the members of a union or intersection. */
function partsOf({ items, anyOf, allOf }: TSchema): TSchema[] {
  return [items ?? [], anyOf ?? [], allOf ?? []].flat()
}
