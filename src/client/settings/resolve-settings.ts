import type { ConfigFile, Problem } from './config-file.ts'
import { camel, longFlag, variableOf } from './setting-row.ts'
import { readValue } from './setting-value.ts'
import { type OptionName, type Options, optionNames, rowOf, type SettingName, settingNames } from './table.ts'

/** Where a value comes from, in rising precedence. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly line: number }
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'flag'; readonly flag: string }

/** The value of every option, where each comes from, and what is wrong with them. */
export interface Settings {
  readonly options: Options
  readonly origins: Readonly<Record<SettingName, Origin>>
  readonly problems: readonly Problem[]
}

/**
 * Merges all sources: flags take precedence over the environment, the environment over the file, the file over the
 * defaults. A wrong value in the environment is reported, and the next source applies. Pure.
 *
 * @param flags values from the command line by camel-case name (`recordFolder`), without defaults
 */
export function resolveSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  file: ConfigFile,
): Settings {
  const problems = [...file.problems]
  const values = new Map<OptionName, unknown>(optionNames.map((name) => [name, rowOf(name).fallback]))
  const origins = Object.fromEntries(settingNames.map((name) => [name, { kind: 'default' } as Origin])) as Record<
    SettingName,
    Origin
  >

  for (const [name, { value, line }] of file.values) {
    values.set(name, value)
    origins[name] = { kind: 'file', line }
  }
  for (const name of settingNames) {
    const variable = variableOf(name)
    const text = environment[variable]
    // An empty variable counts as not set, as in most programs.
    if (text === undefined || text === '') continue
    const read = readValue(rowOf(name), text)
    if (read.ok) {
      values.set(name, read.value)
      origins[name] = { kind: 'environment', variable }
    } else problems.push({ source: variable, place: null, message: read.refusal })
  }
  for (const name of optionNames) {
    const value = flags[camel(name)]
    if (value === undefined) continue
    values.set(name, value)
    if (name in origins) origins[name as SettingName] = { kind: 'flag', flag: longFlag(name) }
  }
  const options = Object.fromEntries([...values].map(([name, value]) => [camel(name), value]))
  return { options: options as unknown as Options, origins, problems }
}

/** A problem as one line: `/home/ann/.config/parlor/config.json, line 3, column 9: ...`. */
export function problemText({ source, place, message }: Problem): string {
  const where = place ? `, line ${place.line}, column ${place.column}` : ''
  return `${source}${where}: ${message}`
}

/** An origin as `chat-client config` shows it: `file, line 3`. */
export function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'default':
      return 'default'
    case 'file':
      return `file, line ${origin.line}`
    case 'environment':
      return `environment, ${origin.variable}`
    case 'flag':
      return `flag, ${origin.flag}`
  }
}
