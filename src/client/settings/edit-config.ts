import { applyEdits, type FormattingOptions, type JSONPath, modify } from 'jsonc-parser'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { cleanLine } from '../../lib/text.ts'
import { Exit, exitCodes } from '../exit-codes.ts'
import { type ConfigFile, readConfigFile } from './config-file.ts'
import { originText, problemText, type Settings } from './resolve-settings.ts'
import { camel } from './setting-row.ts'
import { readValue, valueText } from './setting-value.ts'
import { isSettingName, rowOf, settingNames } from './table.ts'

/** The content of a new file. */
const EMPTY = '{}\n'

/**
 * Writes a setting into the config file and keeps comments, order and layout.
 * @param key the name of a setting, or `keys.ACTION`
 * @throws Exit `usage` with the reason; the file is then unchanged
 */
export function setInConfig(path: string, key: string, text: string): void {
  const where = pathOf(key)
  const value = where.length === 2 ? keyValue(key, text) : settingValue(key, text)
  edit(path, where, value)
}

/** Removes a setting from the config file. @throws Exit as `setInConfig` */
export function unsetInConfig(path: string, key: string): void {
  edit(path, pathOf(key), undefined)
}

function edit(path: string, where: JSONPath, value: unknown): void {
  const file = readConfigFile(path)
  refuseBroken(file)
  const text = file.state === 'absent' ? EMPTY : file.text
  // A blank in place of the byte-order mark keeps the offsets valid for the original text.
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
  throw new Exit(exitCodes.usage, `${problemText(problem)}. Fix that first; the file was not changed.`)
}

function pathOf(key: string): JSONPath {
  const [, action] = /^keys\.(.+)$/.exec(key) ?? []
  if (action !== undefined) return ['keys', action]
  if (isSettingName(key)) return [key]
  throw new Exit(exitCodes.usage, `Unknown setting ${cleanLine(key)}; "chat-client config" lists all settings`)
}

function settingValue(key: string, text: string): unknown {
  if (!isSettingName(key)) return undefined
  const read = readValue(rowOf(key), text)
  if (!read.ok) throw new Exit(exitCodes.usage, `Invalid value for ${key}. ${read.refusal}`)
  return read.value
}

/** Splits a comma-separated list of keys; a single comma is the comma key. */
function keyValue(key: string, text: string): string | string[] {
  const keys = text.length > 1 ? text.split(',').map((one) => one.trim()) : [text]
  if (keys.some((one) => one === '')) throw new Exit(exitCodes.usage, `${key} needs a key, such as m`)
  return keys.length === 1 ? keys[0]! : keys
}

/** The indentation and line endings that the file already uses. */
function layoutOf(text: string): FormattingOptions {
  const [, indent] = /\n([ \t]+)"/.exec(text) ?? []
  return {
    insertSpaces: !indent?.startsWith('\t'),
    tabSize: indent?.startsWith(' ') ? indent.length : 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
}

/**
 * The current settings, one per line with its origin: `name = "Ann"   (file, line 3)`. Values are written as in the
 * file; `-` means not set.
 */
export function configLines({ options, origins }: Settings, file: Pick<ConfigFile, 'path' | 'state'>): string[] {
  const heads = settingNames.map((name) => `${name} = ${valueText(options[camel(name)])}`)
  const width = Math.min(Math.max(...heads.map((head) => head.length)), WIDEST)
  const lines = settingNames.map((name, index) => `${heads[index]!.padEnd(width)}   (${originText(origins[name])})`)
  return [`# ${file.path}${file.state === 'absent' ? ' (does not exist yet)' : ''}`, ...lines]
}

/** Longest `name = value` in characters that still widens the column for all lines. */
const WIDEST = 40
