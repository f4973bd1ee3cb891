import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { configFolder } from '../../lib/folders.ts'
import { cleanLine } from '../../lib/text.ts'
import { fits, requirement } from './setting-value.ts'
import { isSettingName, rowOf, type SettingName } from './table.ts'

/** A mistake in the config file or the environment; the message says what to do. */
export interface Problem {
  /** Path of the file, or name of the variable. */
  readonly source: string
  /** Where in the file; null for a variable or for the file as a whole. */
  readonly place: Place | null
  readonly message: string
}

/** The parsed config file. */
export interface ConfigFile {
  readonly path: string
  /** Empty if the file does not exist. */
  readonly text: string
  /** `broken`: the file could not be parsed, and must not be rewritten. */
  readonly state: 'absent' | 'read' | 'broken'
  /** The valid settings, each with its line number from 1. */
  readonly values: ReadonlyMap<SettingName, { readonly value: unknown; readonly line: number }>
  readonly problems: readonly Problem[]
}

/** Largest config file in bytes; one that binds every action has a few thousand. */
const MAX_BYTES = 256 * 1024

/** Path of the config file. */
export function configPath(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(configFolder(environment), 'config.json')
}

/**
 * Reads the config file: JSON with comments. Mistakes are reported with their place and the rest still applies; a file
 * with a syntax error is read as far as the parser can follow.
 *
 * @param actions the actions that may have a key; null accepts any name
 */
export function readConfigFile(path: string, actions: readonly string[] | null = null): ConfigFile {
  const text = readText(path)
  if (text === null) return { path, text: '', state: 'absent', values: new Map(), problems: [] }
  if (text instanceof Error) return unreadable(path, text.message)
  return parseConfig(path, text, actions)
}

/** Parses the text of a config file, as `readConfigFile` does. Pure. */
export function parseConfig(path: string, text: string, actions: readonly string[] | null): ConfigFile {
  const values = new Map<SettingName, { value: unknown; line: number }>()
  const problems: Problem[] = []
  const complain = (offset: number, message: string) =>
    problems.push({ source: path, place: placeOf(text, offset), message })

  // A blank in place of the byte-order mark of Windows editors keeps all offsets.
  const { root, mistake } = readTree(text.replace(/^\uFEFF/, ' '))
  if (mistake) complain(mistake.offset, mistake.message)
  else if (root?.type !== 'object') complain(root?.offset ?? 0, 'the settings must be in braces: { ... }')
  const seen = new Map<string, number>()
  for (const property of root?.type === 'object' ? (root.children ?? []) : []) {
    const [key, node] = property.children ?? []
    if (!key || !node) continue
    const name = String(key.value)
    const { line } = placeOf(text, key.offset)
    const earlier = seen.get(name)
    seen.set(name, line)
    if (earlier !== undefined) {
      complain(
        key.offset,
        `${cleanLine(name)} is already set on line ${earlier}, and that value is used; remove one of them`,
      )
    } else if (!isSettingName(name)) {
      complain(key.offset, `unknown setting ${cleanLine(name)}; "chat-client config" lists all settings`)
    } else if (name === 'keys' && node.type === 'object') {
      values.set(name, { value: fitKeys(node, actions, complain), line })
    } else if (fits(rowOf(name), getNodeValue(node))) {
      values.set(name, { value: getNodeValue(node), line })
    } else {
      complain(node.offset, `invalid value for ${name}. ${requirement(rowOf(name))}`)
    }
  }
  const broken = mistake !== null || root?.type !== 'object'
  return { path, text, state: broken ? 'broken' : 'read', values, problems }
}

/** The valid entries of `keys`; a wrong entry is reported and skipped. */
function fitKeys(
  node: Node,
  actions: readonly string[] | null,
  complain: (offset: number, message: string) => void,
): Record<string, string | string[]> {
  const fit: [string, string | string[]][] = []
  for (const { children: [key, value] = [] } of node.children ?? []) {
    if (!key || !value) continue
    const action = String(key.value)
    const entry = getNodeValue(value)
    if (actions && !actions.includes(action)) {
      complain(key.offset, `unknown action ${cleanLine(action)} in keys`)
    } else if (fits(rowOf('keys'), { [action]: entry })) {
      fit.push([action, entry])
    } else {
      complain(value.offset, `the key of ${cleanLine(action)} must be a string such as "m", or a list of strings`)
    }
  }
  return Object.fromEntries(fit)
}

function readText(path: string): string | Error | null {
  try {
    if (statSync(path).size > MAX_BYTES) return new Error('the file is too large for a config file')
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (code === 'EISDIR') return new Error('it is a folder; replace it with a file')
    if (code === 'EACCES') return new Error('permission denied; make the file readable')
    return new Error(message)
  }
}

function unreadable(path: string, message: string): ConfigFile {
  const problems = [{ source: path, place: null, message }]
  return { path, text: '', state: 'broken', values: new Map(), problems }
}

/** Messages for the error codes of the parser. */
const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'invalid JSON; text must be in double quotes',
  InvalidNumberFormat: 'invalid number',
  PropertyNameExpected: 'a setting name in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing before this',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing brace } is missing here',
  CloseBracketExpected: 'a closing bracket ] is missing here',
  EndOfFileExpected: 'nothing may follow the closing brace',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a closing quotation mark is missing here',
  InvalidEscapeCharacter: 'invalid escape sequence after a backslash',
  InvalidCharacter: 'a string contains a control character',
}

/** A syntax error: its offset in UTF-16 units and a message for the user. */
interface SyntaxMistake {
  readonly offset: number
  readonly message: string
}

/**
 * Parses JSON with comments and trailing commas.
 * @returns the tree as far as it could be read, and the first syntax error; later ones only follow from it
 */
function readTree(text: string): { root: Node | undefined; mistake: SyntaxMistake | null } {
  const errors: ParseError[] = []
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true })
    const [first] = errors
    return { root, mistake: first ? { offset: first.offset, message: wordsFor(first) } : null }
  } catch {
    // The parser is recursive, so deep nesting overflows the stack.
    return { root: undefined, mistake: { offset: 0, message: 'the file is nested too deeply' } }
  }
}

function wordsFor({ error }: ParseError): string {
  return WORDS[printParseErrorCode(error)] ?? 'invalid JSON'
}

/** A position in a text, counted from 1 as in editors. The column is in UTF-16 units. */
interface Place {
  readonly line: number
  readonly column: number
}

/** The position of the character at an offset. */
function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
