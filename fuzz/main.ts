/**
 * The fuzzer: hostile clients against server sessions in memory, or a hostile server against the output of a client.
 * `npm run fuzz -- [--client] --minutes N [--seed S]`
 */
import { randomInt } from 'node:crypto'
import { Command, InvalidArgumentError } from 'commander'
import { minimise } from './minimise.ts'
import { drawSequence } from './mutate.ts'
import { play } from './play.ts'
import { playClient } from './play-client.ts'
import { SeededRandom } from './seeded-random.ts'
import { drawSayings } from './server-lines.ts'

/** Maximum growth of this process in bytes after the first tenth of the run. */
const GROWTH = 256 * 1024 * 1024

const { minutes, seed, client } = new Command('fuzz')
  .description(
    'Plays hostile clients against the server, or a hostile server against the client, in memory until something breaks',
  )
  .option('--minutes <n>', 'duration; fractions are allowed', positive, 1)
  .option('--seed <s>', 'seed of the sequences (default: random)', positive)
  .option('--client', 'play a hostile server against the client')
  .parse()
  .opts<{ minutes: number; seed?: number; client?: true }>()

const first = seed ?? randomInt(1, 2 ** 31)
process.stdout.write(`Seed ${first}\n`)
const begin = performance.now()
const span = minutes * 60_000
let played = 0
let warm = 0
while (performance.now() - begin < span) {
  const random = new SeededRandom(first + played)
  if (client)
    await check('playClient() of fuzz/play-client.ts', drawSayings(random), async (some) => playClient(some))
  else await check('play() of fuzz/play.ts', drawSequence(random), play)
  played++
  const { rss } = process.memoryUsage()
  if (warm === 0 && performance.now() - begin > span / 10) warm = rss
  if (warm > 0 && rss > warm + GROWTH) fail(`The process grew from ${warm} to ${rss} bytes`)
}
process.stdout.write(`${played} sequences, no failure\n`)

/** Plays a sequence. If it fails, reduces it to a minimal one and reports that. */
async function check<Step>(
  target: string,
  steps: readonly Step[],
  run: (steps: readonly Step[]) => Promise<string | null>,
): Promise<void> {
  const wrong = await run(steps)
  if (!wrong) return
  const least = await minimise(steps, async (shorter) => (await run(shorter)) === wrong)
  fail(`Found: ${wrong} (--seed ${first + played})\nAs a test case, for ${target}:\n${JSON.stringify(least)}`)
}

function fail(text: string): never {
  process.stdout.write(`${text}\n`)
  process.exit(1)
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('Must be a positive number.')
  return value
}
