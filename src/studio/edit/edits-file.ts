import { readFileSync } from 'node:fs'
import { type Static, type TObject, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { writeAtomically } from '../../lib/atomic-file.ts'
import { type Edits, NO_EDITS } from './edit-list.ts'
import { type Operation, type OperationName, operations } from './operations.ts'

/** The file of a project's folder that its edits are kept in. */
export const EDITS_FILE = 'edits.json'

const VERSION = 1
/** More is no list that a person made. */
const MOST_OPERATIONS = 100_000

/** What stands in the file, but for the operations, which are looked at one by one. */
const EditsShape = Type.Object(
  {
    version: Type.Literal(VERSION),
    done: Type.Optional(Type.Integer({ minimum: 0 })),
    operations: Type.Array(Type.Object({ name: Type.String() }), { maxItems: MOST_OPERATIONS }),
  },
  { additionalProperties: false },
)

/**
 * Reads edits from the text of their file; without `done` all operations are.
 * @param path of the file, for the message
 * @throws Error with a sentence for people that says in which line what is wrong
 */
export function parseEdits(text: string, path: string): Edits {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { disallowComments: true })
  const [error] = errors
  if (error || !tree) {
    const reason = error ? printParseErrorCode(error.error) : 'it is empty'
    throw broken(path, text, error?.offset ?? 0, `is no JSON (${reason})`)
  }
  const json: unknown = JSON.parse(text)
  check(EditsShape, json, [], tree, text, path)
  const { operations: listed, done = listed.length } = json as Static<typeof EditsShape>
  listed.forEach((operation, i) => {
    const { name } = operation
    if (!Object.hasOwn(operations, name)) {
      const known = Object.keys(operations).join(', ')
      const offset = offsetOf(tree, ['operations', i, 'name'])
      throw broken(path, text, offset, `"${name.slice(0, 40)}" is no operation; there is ${known}`)
    }
    check(operations[name as OperationName].schema, operation, ['operations', i], tree, text, path)
  })
  if (done > listed.length) {
    throw broken(
      path,
      text,
      offsetOf(tree, ['done']),
      `${done} operations are done, but ${listed.length} are listed`,
    )
  }
  return { operations: listed as Operation[], done }
}

/** The text of an edits file: an operation a line. */
export function formatEdits({ operations: listed, done }: Edits): string {
  const lines = listed.map((operation) => `\n    ${JSON.stringify(operation)}`)
  return `{\n  "version": ${VERSION},\n  "done": ${done},\n  "operations": [${lines.join(',')}${lines.length > 0 ? '\n  ' : ''}]\n}\n`
}

/**
 * The edits kept in a file; none where there is no file.
 * @throws Error with a sentence for people where it is broken or cannot be read
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

/** Keeps edits in a file, which holds the old ones or the new ones whatever breaks. @throws the error of the disk */
export function writeEdits(path: string, edits: Edits): void {
  writeAtomically(path, formatEdits(edits))
}

function check(
  schema: TObject,
  value: unknown,
  way: readonly (string | number)[],
  tree: Node,
  text: string,
  path: string,
): void {
  const wrong = Value.Errors(schema, value).First()
  if (!wrong) return
  const steps = wrong.path.split('/').slice(1)
  const place = [...way, ...steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step))]
  const what = [...way.slice(0, 1), ...way.slice(1).map((step) => Number(step) + 1), ...steps].join(' ')
  throw broken(path, text, offsetOf(tree, place), `${what || 'the file'}: ${wrong.message.toLowerCase()}`)
}

/** Where something stands in the text, or what it is missing in. */
function offsetOf(tree: Node, place: readonly (string | number)[]): number {
  for (let depth = place.length; depth > 0; depth--) {
    const node = findNodeAtLocation(tree, place.slice(0, depth))
    if (node) return node.offset
  }
  return tree.offset
}

function broken(path: string, text: string, offset: number, what: string): Error {
  const line = text.slice(0, offset).split('\n').length
  return new Error(`${path}, line ${line}: ${what}.`)
}
