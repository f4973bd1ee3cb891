import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatEdits, parseEdits, readEdits, writeEdits } from '../../../src/studio/edit/edits-file.ts'
import { type Operation, operations } from '../../../src/studio/edit/operations.ts'
import { freshFolder } from '../../helpers/folder.ts'

const every = Object.entries(operations).map(([name, { example }]) => ({ name, ...example }) as Operation)

test('writes and reads back every operation of the table and the number in effect', () => {
  const path = join(freshFolder(), 'edits.json')
  expect(readEdits(path)).toEqual({ operations: [], done: 0 })
  writeEdits(path, { operations: every, done: 3 })
  expect(readEdits(path)).toEqual({ operations: every, done: 3 })
})

test('treats all operations as done when the count is missing', () => {
  expect(parseEdits('{"version":1,"operations":[{"name":"split","at":1}]}', 'e').done).toBe(1)
})

test('keeps the old edits and leaves no draft when writing fails', () => {
  const folder = freshFolder()
  const path = join(folder, 'edits.json')
  writeEdits(path, { operations: every, done: 1 })
  const before = readFileSync(path, 'utf8')
  // A folder at the target path makes the final rename fail.
  const blocked = join(folder, 'blocked')
  mkdirSync(join(blocked, 'inner'), { recursive: true })
  expect(() => writeEdits(blocked, { operations: [], done: 0 })).toThrow()
  expect(readFileSync(path, 'utf8')).toBe(before)
  expect(readdirSync(folder).sort()).toEqual(['blocked', 'edits.json'])
})

test('reports a truncated file wherever it is cut off', () => {
  const text = formatEdits({ operations: every.slice(0, 3), done: 3 }).trimEnd()
  for (let length = 0; length < text.length; length++) {
    expect(() => parseEdits(text.slice(0, length), 'edits.json')).toThrow(/^edits\.json, line \d+: .*\.$/)
  }
})

test.each([
  ['{"version":1,\n"operations":[\n{"name":"cut","from":1,}]}', 'line 3: invalid JSON (PropertyNameExpected)'],
  ['{"version":2,"operations":[]}', 'line 1: version: expected 1'],
  ['[]', 'line 1: the file: '],
  [
    '{"version":1,\n"operations":[{"name":"cut","from":1,"to":2},\n{"name":"cat"}]}',
    'line 3: unknown operation "cat"; the operations are cut, trim',
  ],
  ['{"version":1,"operations":[{"name":"toString"}]}', 'unknown operation "toString"'],
  ['{"version":1,"operations":[\n{"name":"cut","from":1}]}', 'line 2: operations 1 to: expected required property'],
  [
    '{"version":1,"operations":[\n{"name":"cut","from":-1,"to":2}]}',
    'line 2: operations 1 from: expected number to be greater or equal to 0',
  ],
  [
    '{"version":1,"operations":[\n{"name":"cut","from":1,"to":2,"form":2}]}',
    'line 2: operations 1 form: unexpected property',
  ],
  ['{"version":1,"done":2,\n"operations":[]}', 'line 1: "done" is 2, but only 0 operations are listed'],
])('reports the line of the error in %s', (text, message) => {
  const path = join(freshFolder(), 'edits.json')
  writeFileSync(path, text)
  expect(() => readEdits(path)).toThrow(`${path}, ${message.startsWith('line') ? message : `line 1: ${message}`}`)
})

test('refuses a file that is nested too deeply for the parser', () => {
  expect(() => parseEdits('['.repeat(100_000), 'edits.json')).toThrow(
    'edits.json, line 1: the file is nested too deeply.',
  )
})
