import type { ConfigFile } from './config-file.ts'
import { originText, type Settings } from './resolve-settings.ts'
import { camel } from './setting-row.ts'
import { valueText } from './setting-value.ts'
import { settingNames } from './table.ts'

/**
 * What holds, a line a setting, each with where it comes from: `name = "Ann"   (file, line 3)`. A value is told as
 * the file would hold it; a dash stands for one that was not chosen.
 */
export function configLines(
  { options, origins }: Settings,
  file: Pick<ConfigFile, 'path' | 'state'>,
): string[] {
  const heads = settingNames.map((name) => `${name} = ${valueText(options[camel(name)])}`)
  const width = Math.min(Math.max(...heads.map((head) => head.length)), WIDEST)
  const lines = settingNames.map(
    (name, index) => `${heads[index]!.padEnd(width)}   (${originText(origins[name])})`,
  )
  return [`# ${file.path}${file.state === 'absent' ? ' (not there yet)' : ''}`, ...lines]
}

/** Characters that one long value may push the origins of all to the right. */
const WIDEST = 40
