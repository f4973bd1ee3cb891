/**
 * The fuzzer: inputs that are made from those that reached new code, against everything that reads what others wrote.
 * `npm run fuzz -- --minutes N [--target NAME] [--seed S]`
 */
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Command, InvalidArgumentError } from 'commander'
import { readCorpus, writeCorpus } from './corpus.ts'
import { Coverage } from './coverage.ts'
import { Guided } from './guided.ts'
import { findingLines, summaryLine } from './report.ts'
import { targets } from './targets/table.ts'

/** Targets that run at the same time. */
const BESIDE = 2

interface Options {
  minutes: number
  seed: number
  target?: string
  keep?: true
}

const options = new Command('fuzz')
  .description(
    'Feeds what hostile clients, servers and files may contain to the code that reads it, until something breaks',
  )
  .option('--minutes <n>', 'duration for each target; fractions are allowed', positive, 1)
  .option('--seed <s>', 'seed of the inputs (default: random)', positive, randomInt(1, 2 ** 31))
  .option('--target <name>', `only one of ${Object.keys(targets).join(', ')} (default: all, two at a time)`, known)
  .option('--keep', 'store the inputs that reached new code in fuzz/corpus/')
  .parse()
  .opts<Options>()

process.exit((await (options.target === undefined ? runAll(options) : runOne(options.target, options))) ? 0 : 1)

/** @returns whether nothing was found */
async function runOne(name: string, { minutes, seed, keep }: Options): Promise<boolean> {
  const coverage = new Coverage()
  const guided = new Guided(await targets[name]!(), coverage, seed)
  const begin = performance.now()
  await guided.run(readCorpus(name), minutes * 60_000)
  for (const finding of guided.findings)
    for (const line of findingLines(name, seed, finding)) process.stdout.write(`${line}\n`)
  process.stdout.write(`${summaryLine(name, guided, performance.now() - begin)}\n`)
  if (keep) process.stdout.write(`${name}: ${writeCorpus(name, guided.corpus)} inputs kept\n`)
  return guided.findings.length === 0
}

/** Runs each target in a process of its own, so that they share neither memory nor exceptions. */
async function runAll({ minutes, seed, keep }: Options): Promise<boolean> {
  const waiting = Object.keys(targets)
  let isClean = true
  const work = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const args = ['--minutes', String(minutes), '--seed', String(seed), '--target', name, ...(keep ? ['--keep'] : [])]
      const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      createInterface(child.stdout).on('line', (line) => process.stdout.write(`${line}\n`))
      const [code] = await once(child, 'close')
      if (code !== 0) {
        isClean = false
        process.stdout.write(`${name}: ended with ${code}\n`)
      }
    }
  }
  await Promise.all(Array.from({ length: BESIDE }, work))
  return isClean
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('Must be a positive number.')
  return value
}

function known(text: string): string {
  if (!Object.hasOwn(targets, text)) throw new InvalidArgumentError('No target has this name.')
  return text
}
