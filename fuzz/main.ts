/** The fuzzer: hostile clients against the server's sessions in memory. `npm run fuzz -- --minutes N [--seed S]` */
import { randomInt } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import { Lot } from './lot.ts'
import { minimise } from './minimise.ts'
import { drawSequence } from './mutate.ts'
import { play } from './play.ts'

/** Bytes that the fuzzer's process may grow by after its first tenth. */
const GROWTH = 256 * 1024 * 1024

const { minutes, seed } = new Command('fuzz')
  .description(
    'Plays hostile clients against the server in memory until something breaks or the time is over',
  )
  .option('--minutes <n>', 'how long; fractions are fine', positive, 1)
  .option('--seed <s>', 'draws the same sequences again (default: another each time)', positive)
  .parse()
  .opts<{ minutes: number; seed?: number }>()

const first = seed ?? randomInt(1, 2 ** 31)
process.stdout.write(`Seed ${first}\n`)
const begin = performance.now()
const span = minutes * 60_000
let played = 0
let warm = 0
while (performance.now() - begin < span) {
  const steps = drawSequence(new Lot(first + played))
  const wrong = await play(steps)
  if (wrong) await tell(steps, wrong)
  played++
  const { rss } = process.memoryUsage()
  if (warm === 0 && performance.now() - begin > span / 10) warm = rss
  if (warm > 0 && rss > warm + GROWTH) fail(`The process grew from ${warm} to ${rss} bytes`)
}
process.stdout.write(`${played} sequences, nothing found\n`)

async function tell(steps: ReturnType<typeof drawSequence>, wrong: string): Promise<never> {
  const least = await minimise(steps, async (shorter) => (await play(shorter)) === wrong)
  fail(
    `Found: ${wrong} (--seed ${first + played})\nAs a test case, for play() of fuzz/play.ts:\n${JSON.stringify(least)}`,
  )
}

function fail(text: string): never {
  process.stdout.write(`${text}\n`)
  process.exit(1)
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('A number above 0.')
  return value
}
