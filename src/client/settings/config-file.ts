import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { configFolder } from '../../lib/folders.ts'
import { cleanLine } from '../../lib/text.ts'
import { fits, requirement } from './setting-value.ts'
import { isSettingName, rowOf, type SettingName } from './table.ts'

/** Something wrong with what a person chose; the message says what to do. */
export interface Problem {
  /** The file or the variable. */
  readonly source: string
  /** Where in the file; null where it is none, or the file as a whole. */
  readonly place: Place | null
  readonly message: string
}

/** What stands in the config file. */
export interface ConfigFile {
  readonly path: string
  /** Empty where there is no file. */
  readonly text: string
  /** `broken`: it cannot be told what the file says, and nothing of ours may write into it. */
  readonly state: 'absent' | 'read' | 'broken'
  /** What is fit, with the line on which it stands. */
  readonly values: ReadonlyMap<SettingName, { readonly value: unknown; readonly line: number }>
  readonly problems: readonly Problem[]
}

/** Bytes of a config file that are looked at; one with a key for each action has a few thousand. */
const MAX_BYTES = 256 * 1024

/** Where the settings are kept. */
export function configPath(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return join(configFolder(environment), 'config.json')
}

/**
 * Reads the config file: JSON with comments. What is wrong is reported with its place, and the rest holds; a file
 * with a mistake in its syntax is taken as far as the parser could follow it.
 *
 * @param actions the actions that may have a key; null lets any name pass
 */
export function readConfigFile(path: string, actions: readonly string[] | null = null): ConfigFile {
  const text = readText(path)
  if (text === null) return { path, text: '', state: 'absent', values: new Map(), problems: [] }
  if (text instanceof Error) return unreadable(path, text.message)
  return parseConfig(path, text, actions)
}

/** The same for a text that was read already. Pure. */
export function parseConfig(path: string, text: string, actions: readonly string[] | null): ConfigFile {
  const values = new Map<SettingName, { value: unknown; line: number }>()
  const problems: Problem[] = []
  const complain = (offset: number, message: string) =>
    problems.push({ source: path, place: placeOf(text, offset), message })

  // Blank where Windows editors put a mark, so that all offsets stay.
  const { root, mistake } = readTree(text.replace(/^\uFEFF/, ' '))
  if (mistake) complain(mistake.offset, mistake.message)
  else if (root?.type !== 'object') complain(root?.offset ?? 0, 'the settings must stand in braces: { ... }')
  const seen = new Map<string, number>()
  for (const property of root?.type === 'object' ? (root.children ?? []) : []) {
    const [key, node] = property.children ?? []
    if (!key || !node) continue
    const name = String(key.value)
    const { line } = placeOf(text, key.offset)
    const earlier = seen.get(name)
    seen.set(name, line)
    if (earlier !== undefined) {
      complain(key.offset, `${cleanLine(name)} stands on line ${earlier} already, which holds; take one out`)
    } else if (!isSettingName(name)) {
      complain(key.offset, `there is no setting ${cleanLine(name)}; "chat-client config" lists them`)
    } else if (name === 'keys' && node.type === 'object') {
      values.set(name, { value: fitKeys(node, actions, complain), line })
    } else if (fits(rowOf(name), getNodeValue(node))) {
      values.set(name, { value: getNodeValue(node), line })
    } else {
      complain(node.offset, `${name} is not as it should be. ${requirement(rowOf(name))}`)
    }
  }
  const broken = mistake !== null || root?.type !== 'object'
  return { path, text, state: broken ? 'broken' : 'read', values, problems }
}

/** The entries of `keys` that are fit: one with a mistake costs no other. */
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
      complain(key.offset, `there is no action ${cleanLine(action)} to give a key to`)
    } else if (fits(rowOf('keys'), { [action]: entry })) {
      fit.push([action, entry])
    } else {
      complain(value.offset, `the key of ${cleanLine(action)} must be a text such as "m", or a list of such`)
    }
  }
  return Object.fromEntries(fit)
}

function readText(path: string): string | Error | null {
  try {
    if (statSync(path).size > MAX_BYTES) return new Error('it is too large for a file of settings')
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    if (code === 'EISDIR') return new Error('it is a folder; there must be a file')
    if (code === 'EACCES') return new Error('you may not read it; mend its rights')
    return new Error(message)
  }
}

function unreadable(path: string, message: string): ConfigFile {
  const problems = [{ source: path, place: null, message }]
  return { path, text: '', state: 'broken', values: new Map(), problems }
}

/** What the codes of the parser mean for a person. */
const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'this is no JSON; text stands in double quotes',
  InvalidNumberFormat: 'this is no number',
  PropertyNameExpected: 'the name of a setting in double quotes is missing here',
  ValueExpected: 'a value is missing here',
  ColonExpected: 'a colon is missing before this',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a closing brace } is missing here',
  CloseBracketExpected: 'a closing bracket ] is missing here',
  EndOfFileExpected: 'nothing may follow the closing brace',
  UnexpectedEndOfComment: 'a comment does not end',
  UnexpectedEndOfString: 'a closing quotation mark is missing here',
  InvalidEscapeCharacter: 'no such character can follow a backslash',
  InvalidCharacter: 'a control character stands in a text',
}

/** What the parser refused, in words, and where. */
interface SyntaxMistake {
  readonly offset: number
  readonly message: string
}

/**
 * Reads JSON with comments and trailing commas.
 * @returns the tree, as far as it could be read, and the first mistake, which the others follow from
 */
function readTree(text: string): { root: Node | undefined; mistake: SyntaxMistake | null } {
  const errors: ParseError[] = []
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true })
    const [first] = errors
    return { root, mistake: first ? { offset: first.offset, message: wordsFor(first) } : null }
  } catch {
    // The parser calls itself for what lies within, and the stack is finite.
    return { root: undefined, mistake: { offset: 0, message: 'it is nested too deeply' } }
  }
}

function wordsFor({ error }: ParseError): string {
  return WORDS[printParseErrorCode(error)] ?? 'this is no JSON'
}

/** A place in a text, as editors count: from 1. The column counts UTF-16 units. */
interface Place {
  readonly line: number
  readonly column: number
}

/** Where the character at that offset stands. */
function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { line: before.length, column: before.at(-1)!.length + 1 }
}
