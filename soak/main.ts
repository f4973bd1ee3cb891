/** What is done to the programs to see whether they last: `npm run soak -- --help`. */
import { Command, InvalidArgumentError } from 'commander'
import { attacks } from './attacks.ts'
import { killedTable, killRecordings } from './killed-recordings.ts'
import { longMeeting, longMeetingTable } from './long-meeting.ts'
import { neverReading, neverReadingTable } from './never-reading.ts'
import { writeDown } from './report.ts'
import { attackInTurn, attackTable } from './under-attack.ts'
import { type Bounds, faults, GENEROUS, type Measured, STRICT } from './verdict.ts'

interface Options {
  attacks?: true
  attack?: string[]
  neverReading?: true
  seconds: number
  killRecordings?: number
  minutes?: number
  seed: number
  generous?: true
  write?: true
}

const program = new Command('soak')
  .description(
    'Runs the built programs under hostile conditions and fails where something gets in or gets lost',
  )
  .option('--attacks', 'every attack in turn, while honest people talk')
  .option('--attack <names...>', `some of them: ${Object.keys(attacks).join(', ')}`)
  .option('--never-reading', 'two hundred who never read, while a screen is shared and ten people talk')
  .option('--seconds <n>', 'length of an attack', positive, 10)
  .option('--kill-recordings <n>', 'kill so many clients that record, and open what they wrote', positive)
  .option(
    '--minutes <n>',
    'a meeting of fifty people who do things at random, over networks that break',
    positive,
  )
  .option('--seed <n>', 'what they do is drawn by it', positive, 1)
  .option('--generous', 'for a machine that is busy with other things: looser bounds')
  .option('--write', 'put the figures into docs/RELIABILITY.md')
  .parse()
const options = program.opts<Options>()
const bounds: Bounds = options.generous ? GENEROUS : STRICT
const found: string[] = []

if (options.attacks || options.attack) await attack(options.attack ?? Object.keys(attacks))
if (options.neverReading) await ignore()
if (options.killRecordings) await kill(options.killRecordings)
if (options.minutes) await meet(options.minutes)
for (const fault of found) print(`FAULT ${fault}`)
print(found.length > 0 ? `${found.length} faults` : 'Nothing got in, nothing got lost.')
process.exit(found.length > 0 ? 1 : 0)

async function attack(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(attacks, name))
  if (unknown !== undefined) program.error(`error: there is no attack ${unknown}`)
  const outcomes = await attackInTurn(names, options.seconds, print)
  for (const outcome of outcomes) judge(outcome.attack, outcome)
  report('attacks', attackTable(outcomes))
}

async function ignore(): Promise<void> {
  const outcome = await neverReading(options.seconds)
  judge('never reading', outcome)
  report('never reading', neverReadingTable(outcome))
}

async function kill(count: number): Promise<void> {
  const outcome = await killRecordings(count)
  judge('recordings', outcome)
  report('recordings', killedTable(outcome))
}

async function meet(minutes: number): Promise<void> {
  const outcome = await longMeeting(minutes, options.seed)
  judge('meeting', outcome)
  report('meeting', longMeetingTable(outcome))
}

function judge(what: string, measured: Measured): void {
  for (const fault of faults(measured, bounds)) found.push(`${what}: ${fault}`)
}

function report(section: string, figures: string): void {
  print(figures)
  if (options.write) writeDown(section, figures)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('A number above 0.')
  return value
}
