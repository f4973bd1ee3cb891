import { InvalidArgumentError, Option } from 'commander'
import { longFlag, type Row } from './setting-row.ts'
import { choicesOf, readValue } from './setting-value.ts'
import { type OptionName, rowOf } from './table.ts'

/**
 * The flags of a row, as commander knows them: none, one, or for a setting that is true or false its opposite too.
 * They have no default, so that it can be told what the command line said.
 */
export function flagsOf(name: OptionName): Option[] {
  const row = rowOf(name)
  if (row.flag === 'none') return []
  const long = longFlag(name)
  const short = row.short ? `-${row.short}, ` : ''
  const argument = row.argument ? ` ${row.argument}` : ''
  const flag = new Option(`${short}${long}${argument}`, flagDoc(row)).hideHelp(row.flag === 'hidden')
  if (row.argument) {
    const choices = choicesOf(row)
    if (choices) flag.argChoices = choices
    return [flag.argParser((text: string) => parse(row, text))]
  }
  if (!row.setting) return [flag]
  return [flag, new Option(`--no-${long.slice(2)}`).hideHelp()]
}

/** What the help says of a row: its doc, and what holds without it. */
export function flagDoc(row: Row): string {
  const fallback = row.fallbackDoc ?? (row.argument ? row.fallback : undefined)
  return fallback === undefined ? row.doc : `${row.doc} (default: ${fallback})`
}

function parse(row: Row, text: string): unknown {
  try {
    return readValue(row, text)
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}
