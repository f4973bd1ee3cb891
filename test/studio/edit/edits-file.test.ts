import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { formatEdits, parseEdits, readEdits, writeEdits } from '../../../src/studio/edit/edits-file.ts'
import { type Operation, operations } from '../../../src/studio/edit/operations.ts'
import { freshFolder } from '../../helpers/folder.ts'

const every = Object.entries(operations).map(([name, { example }]) => ({ name, ...example }) as Operation)

test('every operation of the table is kept and read again, with how many are done', () => {
  const path = join(freshFolder(), 'edits.json')
  expect(readEdits(path)).toEqual({ operations: [], done: 0 })
  writeEdits(path, { operations: every, done: 3 })
  expect(readEdits(path)).toEqual({ operations: every, done: 3 })
})

test('a list written by hand needs no count', () => {
  expect(parseEdits('{"version":1,"operations":[{"name":"split","at":1}]}', 'e').done).toBe(1)
})

test('writing that fails leaves the old edits whole, and nothing beside them', () => {
  const folder = freshFolder()
  const path = join(folder, 'edits.json')
  writeEdits(path, { operations: every, done: 1 })
  const before = readFileSync(path, 'utf8')
  // A folder where the draft is to be put into the place of the file: the last step fails.
  const blocked = join(folder, 'blocked')
  mkdirSync(join(blocked, 'inner'), { recursive: true })
  expect(() => writeEdits(blocked, { operations: [], done: 0 })).toThrow()
  expect(readFileSync(path, 'utf8')).toBe(before)
  expect(readdirSync(folder).sort()).toEqual(['blocked', 'edits.json'])
})

test('a file that was cut off anywhere is reported and never taken for another list', () => {
  const text = formatEdits({ operations: every.slice(0, 3), done: 3 }).trimEnd()
  for (let length = 0; length < text.length; length++) {
    expect(() => parseEdits(text.slice(0, length), 'edits.json')).toThrow(/^edits\.json, line \d+: .*\.$/)
  }
})

test.each([
  ['{"version":1,\n"operations":[\n{"name":"cut","from":1,}]}', 'line 3: is no JSON (PropertyNameExpected)'],
  ['{"version":2,"operations":[]}', 'line 1: version: expected 1'],
  ['[]', 'line 1: the file: '],
  [
    '{"version":1,\n"operations":[{"name":"cut","from":1,"to":2},\n{"name":"cat"}]}',
    'line 3: "cat" is no operation; there is cut, trim',
  ],
  ['{"version":1,"operations":[{"name":"toString"}]}', '"toString" is no operation'],
  [
    '{"version":1,"operations":[\n{"name":"cut","from":1}]}',
    'line 2: operations 1 to: expected required property',
  ],
  [
    '{"version":1,"operations":[\n{"name":"cut","from":-1,"to":2}]}',
    'line 2: operations 1 from: expected number to be greater or equal to 0',
  ],
  [
    '{"version":1,"operations":[\n{"name":"cut","from":1,"to":2,"form":2}]}',
    'line 2: operations 1 form: unexpected property',
  ],
  ['{"version":1,"done":2,\n"operations":[]}', 'line 1: 2 operations are done, but 0 are listed'],
])('%s is reported with where it is wrong', (text, message) => {
  const path = join(freshFolder(), 'edits.json')
  writeFileSync(path, text)
  expect(() => readEdits(path)).toThrow(
    `${path}, ${message.startsWith('line') ? message : `line 1: ${message}`}`,
  )
})
