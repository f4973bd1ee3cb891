import { type TSchema, Type } from '@sinclair/typebox'
import type { Result } from '../../lib/result.ts'

/** A path, an address or the name of a device. */
export const Text = Type.String({ minLength: 1, maxLength: 1024 })

/** One option of the client, wherever it can be set. */
export interface Row<Schema extends TSchema = TSchema> {
  /** Type and bounds of the value; error messages are derived from it too. */
  readonly schema: Schema
  /** The default value; without it an option that is not set is undefined. */
  readonly fallback?: unknown
  /** One line for the help, the docs and the manual, without a full stop. */
  readonly doc: string
  /**
   * Whether the environment and the config file can set it too (a setting), or only a flag.
   */
  readonly setting: boolean
  /** Placeholder for the value after the flag: `<device>`, or `[file.wav]` if it is optional. */
  readonly argument?: string
  /** Letter of the short flag. */
  readonly short?: string
  /**
   * Whether a flag sets it, and whether the help lists that flag. A boolean setting also gets the flag `--no-...`.
   */
  readonly flag: 'shown' | 'hidden' | 'none'
  /** Shown as the default in the help, in place of `fallback`. */
  readonly fallbackDoc?: string
  /** Parses the text of a flag where the schema alone is not enough. Refused with what is accepted. */
  readonly read?: (text: string) => Result<unknown>
}

/** Camel-case form of a name: `password_file` is `passwordFile`. */
export type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name

/** Converts `password_file` to `passwordFile`. */
export function camel<Name extends string>(name: Name): Camel<Name> {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as Camel<Name>
}

/** `record_folder` as a long flag: `--record-folder`. */
export function longFlag(name: string): string {
  return `--${name.replaceAll('_', '-')}`
}

/** `record_folder` as an environment variable: `PARLOR_RECORD_FOLDER`. */
export function variableOf(name: string): string {
  return `PARLOR_${name.toUpperCase()}`
}
