import { readFileSync } from 'node:fs'
import { type Static, type TObject, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { type Edits, NO_EDITS } from './edit-list.ts'
import { type Operation, type OperationName, operations } from './operations.ts'

/** The file in the folder of a recording that holds its edits. */
export const EDITS_FILE = 'edits.json'

const VERSION = 1
/** A bound against hostile files. */
const MAX_OPERATIONS = 100_000

/** The file without the operations, which are checked one by one by their own schemas. */
const EditsShape = Type.Object(
  {
    version: Type.Literal(VERSION),
    done: Type.Optional(Type.Integer({ minimum: 0 })),
    operations: Type.Array(Type.Object({ name: Type.String() }), { maxItems: MAX_OPERATIONS }),
  },
  { additionalProperties: false },
)

/**
 * Parses the JSON of an edits file; when `done` is missing, all operations are in effect.
 * @param path of the file, for error messages
 * @throws Error with a message for the user that names the line and the problem
 */
export function parseEdits(text: string, path: string): Edits {
  const tree = readTree(text, path)
  const json: unknown = JSON.parse(text)
  check(EditsShape, json, [], tree, text, path)
  const { operations: listed, done = listed.length } = json as Static<typeof EditsShape>
  listed.forEach((operation, i) => {
    const { name } = operation
    if (!Object.hasOwn(operations, name)) {
      const known = Object.keys(operations).join(', ')
      const offset = offsetOf(tree, ['operations', i, 'name'])
      throw invalid(path, text, offset, `unknown operation "${name.slice(0, 40)}"; the operations are ${known}`)
    }
    check(operations[name as OperationName].schema, operation, ['operations', i], tree, text, path)
  })
  if (done > listed.length) {
    throw invalid(
      path,
      text,
      offsetOf(tree, ['done']),
      `"done" is ${done}, but only ${listed.length} operations are listed`,
    )
  }
  return { operations: listed as Operation[], done }
}

function readTree(text: string, path: string): Node {
  const errors: ParseError[] = []
  let tree: Node | undefined
  try {
    tree = parseTree(text, errors, { disallowComments: true })
  } catch {
    // The parser is recursive, so deep nesting overflows the stack.
    throw invalid(path, text, 0, 'the file is nested too deeply')
  }
  const [error] = errors
  if (tree && !error) return tree
  const reason = error ? printParseErrorCode(error.error) : 'it is empty'
  throw invalid(path, text, error?.offset ?? 0, `invalid JSON (${reason})`)
}

/** The JSON of an edits file, one operation per line. */
export function formatEdits({ operations: listed, done }: Edits): string {
  const lines = listed.map((operation) => `\n    ${JSON.stringify(operation)}`)
  return `{\n  "version": ${VERSION},\n  "done": ${done},\n  "operations": [${lines.join(',')}${lines.length > 0 ? '\n  ' : ''}]\n}\n`
}

/**
 * Reads an edits file; a missing file means no edits.
 * @throws Error with a message for the user when it is invalid or cannot be read
 */
export function readEdits(path: string): Edits {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return NO_EDITS
    throw new Error(`cannot read ${path}: ${message}.`, { cause: error })
  }
  return parseEdits(text, path)
}

/** Replaces an edits file atomically. @throws the error of the file system */
export function writeEdits(path: string, edits: Edits): void {
  writeAtomically(path, formatEdits(edits))
}

function check(
  schema: TObject,
  value: unknown,
  parents: readonly (string | number)[],
  tree: Node,
  text: string,
  path: string,
): void {
  const wrong = Value.Errors(schema, value).First()
  if (!wrong) return
  const steps = wrong.path.split('/').slice(1)
  const place = [...parents, ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))]
  const what = [...parents.slice(0, 1), ...parents.slice(1).map((step) => Number(step) + 1), ...steps].join(' ')
  throw invalid(path, text, offsetOf(tree, place), `${what || 'the file'}: ${wrong.message.toLowerCase()}`)
}

/** The offset of a value in the text, or of its nearest parent that exists. */
function offsetOf(tree: Node, place: readonly (string | number)[]): number {
  for (let depth = place.length; depth > 0; depth--) {
    const node = findNodeAtLocation(tree, place.slice(0, depth))
    if (node) return node.offset
  }
  return tree.offset
}

function invalid(path: string, text: string, offset: number, what: string): Error {
  const line = text.slice(0, offset).split('\n').length
  return new Error(`${path}, line ${line}: ${what}.`)
}
