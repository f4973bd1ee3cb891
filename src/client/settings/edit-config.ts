import { applyEdits, type FormattingOptions, type JSONPath, modify } from 'jsonc-parser'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { cleanLine } from '../../lib/text.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { type ConfigFile, readConfigFile } from './config-file.ts'
import { originText, problemText, type Settings } from './resolve-settings.ts'
import { camel } from './setting-row.ts'
import { readValue, valueText } from './setting-value.ts'
import { isSettingName, rowOf, settingNames } from './table.ts'

/** What the file begins as. */
const EMPTY = '{}\n'

/**
 * Writes a setting into the config file, where comments, order and layout stay as they are.
 * @param key the name of a setting, or `keys.ACTION`
 * @throws Exit `usage` that says what is wrong; the file is as before then
 */
export function setInConfig(path: string, key: string, text: string): void {
  const where = pathOf(key)
  const value = where.length === 2 ? keyValue(key, text) : settingValue(key, text)
  edit(path, where, value)
}

/** Takes a setting out of the config file. @throws Exit as `setInConfig` */
export function unsetInConfig(path: string, key: string): void {
  edit(path, pathOf(key), undefined)
}

function edit(path: string, where: JSONPath, value: unknown): void {
  const file = readConfigFile(path)
  refuseBroken(file)
  const text = file.state === 'absent' ? EMPTY : file.text
  // The offsets of the edits hold for the text with its mark as well.
  const edits = modify(text.replace(/^\uFEFF/, ' '), where, value, { formattingOptions: layoutOf(text) })
  if (edits.length === 0) return
  try {
    writeAtomically(path, applyEdits(text, edits))
  } catch (error) {
    throw new Exit(exitCodes.usage, `Cannot write ${path}: ${(error as Error).message}`)
  }
}

function refuseBroken(file: ConfigFile): void {
  const [problem] = file.problems
  if (file.state !== 'broken' || !problem) return
  throw new Exit(exitCodes.usage, `${problemText(problem)}. Mend that first; the file is as it was.`)
}

function pathOf(key: string): JSONPath {
  const [, action] = /^keys\.(.+)$/.exec(key) ?? []
  if (action !== undefined) return ['keys', action]
  if (isSettingName(key)) return [key]
  throw new Exit(exitCodes.usage, `There is no setting ${cleanLine(key)}; "chat-client config" lists them`)
}

function settingValue(key: string, text: string): unknown {
  try {
    if (isSettingName(key)) return readValue(rowOf(key), text)
  } catch (error) {
    throw new Exit(exitCodes.usage, `${key} cannot be that. ${(error as Error).message}`)
  }
  return undefined
}

/** A key, or several with commas between them; a comma alone is the key of that name. */
function keyValue(key: string, text: string): string | string[] {
  const keys = text.length > 1 ? text.split(',').map((one) => one.trim()) : [text]
  if (keys.some((one) => one === '')) throw new Exit(exitCodes.usage, `${key} needs a key, such as m`)
  return keys.length === 1 ? keys[0]! : keys
}

/** How the file is laid out already: its indentation and its line ends. */
function layoutOf(text: string): FormattingOptions {
  const [, indent] = /\n([ \t]+)"/.exec(text) ?? []
  return {
    insertSpaces: !indent?.startsWith('\t'),
    tabSize: indent?.startsWith(' ') ? indent.length : 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

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
