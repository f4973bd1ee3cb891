import type { TSchema } from '@sinclair/typebox'

/** One thing that a person can choose, wherever they choose it. */
export interface Row<Schema extends TSchema = TSchema> {
  /** What a value is. What is told of a wrong one comes from here as well. */
  readonly schema: Schema
  /** What holds where nothing was chosen; without it the value is undefined then. */
  readonly fallback?: unknown
  /** One line for the help, the README and the manual, without a full stop. */
  readonly doc: string
  /**
   * Whether it is a setting, which the environment and the config file know as well, or an option of one call.
   */
  readonly setting: boolean
  /** What stands for the value behind the flag, such as `<device>`, or `[file.wav]` where it may be left out. */
  readonly argument?: string
  /** The letter of a short flag. */
  readonly short?: string
  /**
   * Where it is a flag: `shown` in the help, `hidden` from it, or not at all.
   * A setting that is true or false also has the flag `--no-...`.
   */
  readonly flag: 'shown' | 'hidden' | 'none'
  /** Told in the help in place of the fallback. */
  readonly fallbackDoc?: string
  /** Reads the text of a flag where the schema does not tell how. @throws Error that says what it must be. */
  readonly read?: (text: string) => unknown
}

/** `password_file` as programs write it: `passwordFile`. */
export type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name

/** The same at run time. */
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
