import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { Coverage } from '../../fuzz/coverage.ts'
import { Guided } from '../../fuzz/guided.ts'
import type { Target } from '../../fuzz/target.ts'
import { freshFolder } from '../helpers/folder.ts'

/** ms that no run of these tests reaches: they end with a number of inputs. */
const LONG = 1e9

const CODE = `export function judge(text) {
  if (text.startsWith('a')) return 1
  if (text.length > 10) {
    return 2
  }
  return 0
}
`

function target(run: Target['run'], ...examples: string[]): Target {
  return { name: 'test', doc: '', examples: examples.map((one) => Buffer.from(one)), dictionary: [], run }
}

it('keeps the inputs that reach new code, and no others', async () => {
  const folder = join(freshFolder(), 'src')
  mkdirSync(folder)
  const path = join(folder, 'judge.mjs')
  writeFileSync(path, CODE)
  const coverage = new Coverage()
  const { judge } = await import(pathToFileURL(path).href)
  const examples = ['list', 'lost', 'a', 'abc', 'l'.repeat(20)]
  const judged = (input: Buffer) => {
    judge(String(input))
    return null
  }
  const guided = new Guided(target(judged, ...examples), coverage, 1)
  await guided.run([], LONG, 0)
  expect(guided.corpus.map(String)).toEqual(['list', 'a', 'l'.repeat(20)])
  expect(guided.blocks).toBeGreaterThan(0)
  expect(guided.findings).toEqual([])
})

it('reduces an input that does harm to what does it', async () => {
  const judge = (input: Buffer) => (input.includes('needle') ? `pricked by ${input.length}` : null)
  const guided = new Guided(target(judge, `${'hay'.repeat(50)}needle${'straw'.repeat(50)}`), new Coverage(), 1)
  await guided.run([], LONG, 0)
  expect(guided.findings.map(({ input }) => String(input))).toEqual(['needle'])
})

it('reports exceptions of a target, and those that nobody handles, each once', async () => {
  const judge = (input: Buffer) => {
    if (input.length === 1) throw new RangeError('too long')
    if (input.length === 2) void Promise.reject(new Error('unheard'))
    return null
  }
  const guided = new Guided(target(judge, 'a', 'bc', 'd', 'ef'), new Coverage(), 1)
  await guided.run([], LONG, 0)
  expect(guided.findings).toHaveLength(2)
  expect(guided.findings[0]!.wrong).toContain('RangeError: too long')
  expect(guided.findings[1]!.wrong).toContain('an exception outside all handlers: Error: unheard')
})

it('makes the same inputs again from the same seed', async () => {
  const inputsOf = async (seed: number) => {
    const seen: string[] = []
    const judge = (input: Buffer) => {
      seen.push(String(input))
      return null
    }
    const guided = new Guided(target(judge), new Coverage(), seed)
    guided.corpus.push(Buffer.from('{"action":"say","text":"hi"}'))
    await guided.run([], LONG, 50)
    return seen
  }
  const first = await inputsOf(7)
  expect(first.length).toBeGreaterThanOrEqual(50)
  expect(await inputsOf(7)).toEqual(first)
  expect(await inputsOf(8)).not.toEqual(first)
})
