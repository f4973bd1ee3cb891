import type { Static, TSchema } from '@sinclair/typebox'
import { interfaceRows } from './interface-rows.ts'
import { joinRows } from './join-rows.ts'
import { pictureRows } from './picture-rows.ts'
import { recordingRows } from './recording-rows.ts'
import type { Camel, Row } from './setting-row.ts'
import { soundRows } from './sound-rows.ts'

/**
 * Every option of the client, in the order of the help. Flags, environment variables, the config file, types and docs
 * are all derived from this table: to add an option, add a row to one of its parts.
 */
export const table = {
  ...joinRows,
  ...soundRows,
  ...recordingRows,
  ...pictureRows,
  ...interfaceRows,
} as const satisfies Record<string, Row>

export type OptionName = keyof typeof table
type Value<Entry extends { schema: TSchema }> = Static<Entry['schema']>

/** Names of the rows that can also be set by environment variable and config file. */
export type SettingName = {
  [Name in OptionName]: (typeof table)[Name]['setting'] extends true ? Name : never
}[OptionName]

/** The value of each row by its name in the config file; undefined is possible where the row has no fallback. */
export type Values = {
  [Name in OptionName]:
    | Value<(typeof table)[Name]>
    | ((typeof table)[Name] extends { fallback: unknown } ? never : undefined)
}

/** `Values` with camel-case names: `passwordFile`, `recordFolder`. */
export type Options = { [Name in OptionName as Camel<Name>]: Values[Name] }

export const optionNames = Object.keys(table) as OptionName[]
export const settingNames = optionNames.filter((name): name is SettingName => table[name].setting)

/** The row of an option, with the type that all rows share. */
export function rowOf(name: OptionName): Row {
  return table[name]
}

export function isSettingName(name: string): name is SettingName {
  return (settingNames as readonly string[]).includes(name)
}
