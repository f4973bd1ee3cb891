import { Kind, type TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { ok, type Result, refused } from '../../lib/result.ts'
import type { Row } from './setting-row.ts'

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  '1': true,
  false: false,
  off: false,
  no: false,
  '0': false,
}

/**
 * Parses a value from the command line, the environment or `config set`. A boolean can also be written as on/off, yes/no
 * or 1/0. Refused with what is accepted.
 */
export function readValue(row: Row, text: string): Result<unknown> {
  const read = row.read ? row.read(text) : ok(readBySchema(row.schema, text))
  return !read.ok || fits(row, read.value) ? read : refused(requirement(row))
}

/** The words that a row accepts; undefined if it is not a fixed choice of words. */
export function choicesOf({ schema }: Row): string[] | undefined {
  const kinds = (schema.anyOf ?? []) as TSchema[]
  const words = kinds.map((one) => one.const as unknown).filter((one) => typeof one === 'string')
  return words.length > 0 && words.length === kinds.length ? words : undefined
}

/** Whether a value matches the schema of the row. */
export function fits(row: Row, value: unknown): boolean {
  return Value.Check(row.schema, value)
}

/** The accepted values of a row as a sentence: `It must be a whole number from 1 to 65535.` */
export function requirement(row: Row): string {
  return `It must be ${describe(row.schema)}.`
}

/** A value as the config file would hold it, on one line; `-` if it is not set. */
export function valueText(value: unknown): string {
  return value === undefined ? '-' : JSON.stringify(value)
}

function readBySchema(schema: TSchema, text: string): unknown {
  switch (schema[Kind]) {
    case 'Boolean':
      return WORDS[text.toLowerCase()]
    case 'Integer':
      return /^-?\d+$/.test(text) ? Number(text) : undefined
    case 'Number':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined
    case 'Record':
      return parsed(text)
    default:
      return text
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function describe(schema: TSchema): string {
  const { minimum, maximum, minLength, maxLength } = schema
  switch (schema[Kind]) {
    case 'Boolean':
      return 'true or false'
    case 'Integer':
      return `a whole number from ${minimum} to ${maximum}`
    case 'Number':
      return `a number from ${minimum} to ${maximum}`
    case 'String':
      return `text of ${minLength} to ${maxLength} characters`
    case 'Record':
      return 'an object with a key, or a list of keys, for each action'
    default:
      return alternatives(schema)
  }
}

function alternatives(schema: TSchema): string {
  const words = ((schema.anyOf ?? []) as TSchema[]).map((one) => ('const' in one ? String(one.const) : describe(one)))
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000 } as const
/** The longest delay (ms) that a timer of Node accepts. */
const MAX_DURATION = 2 ** 31 - 1

/**
 * Parses a duration such as `30s`, `5m` or `1h` to ms. Refused with what is accepted.
 */
export function readDuration(text: string): Result<number> {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(text) ?? []
  const ms = Number(amount) * UNITS[unit as keyof typeof UNITS]
  if (ms > 0 && ms <= MAX_DURATION) return ok(ms)
  return refused('It must be a number with a unit, such as 30s, 5m or 1h (at most 24 days).')
}
