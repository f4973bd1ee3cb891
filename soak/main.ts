/** The soak tests, which run the built programs under load and attack: `npm run soak -- --help`. */
import { Command, InvalidArgumentError } from 'commander'
import { attacks } from './attacks.ts'
import { killedTable, killRecordings } from './killed-recordings.ts'
import { longMeeting, longMeetingTable } from './long-meeting.ts'
import { neverReading, neverReadingTable } from './never-reading.ts'
import { writeDown } from './report.ts'
import { restart, restartTable } from './restart.ts'
import { attackInTurn, attackTable, byTarget, recordingAttackTable, sessionAttackTable } from './under-attack.ts'
import { type Bounds, faults, GENEROUS, type Measured, STRICT } from './verdict.ts'

interface Options {
  attacks?: true
  attack?: string[]
  neverReading?: true
  seconds: number
  killRecordings?: number
  restart?: number
  minutes?: number
  seed: number
  generous?: true
  write?: true
}

const program = new Command('soak')
  .description('Runs the built programs under hostile conditions, and fails if an attack succeeds or data is lost')
  .option('--attacks', 'run every attack in turn, while honest clients talk')
  .option('--attack <names...>', `run these attacks: ${Object.keys(attacks).join(', ')}`)
  .option('--never-reading', 'run 200 clients that never read, while a screen is shared and ten clients talk')
  .option('--seconds <n>', 'length of an attack', positive, 10)
  .option('--kill-recordings <n>', 'kill this many recording clients, and check their files', positive)
  .option(
    '--restart <n>',
    'restart a server while this many clients behind one address are in a private room',
    positive,
  )
  .option('--minutes <n>', 'run a meeting of fifty clients with random actions over unreliable networks', positive)
  .option('--seed <n>', 'seed of the random actions', positive, 1)
  .option('--generous', 'use looser bounds, for a busy machine')
  .option('--write', 'write the results to docs/RELIABILITY.md')
  .parse()
const options = program.opts<Options>()
const bounds: Bounds = options.generous ? GENEROUS : STRICT
const found: string[] = []

if (options.attacks || options.attack) await attack(options.attack ?? Object.keys(attacks))
if (options.neverReading) await ignore()
if (options.killRecordings) await kill(options.killRecordings)
if (options.restart) await comeBack(options.restart)
if (options.minutes) await meet(options.minutes)
for (const fault of found) print(`FAULT ${fault}`)
print(found.length > 0 ? `${found.length} faults` : 'No faults.')
process.exit(found.length > 0 ? 1 : 0)

async function attack(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(attacks, name))
  if (unknown !== undefined) program.error(`error: unknown attack ${unknown}`)
  const outcomes = await attackInTurn(names, options.seconds, print)
  for (const outcome of outcomes) judge(outcome.attack, outcome)
  const { recordings, sessions, others } = byTarget(outcomes)
  if (others.length > 0) report('attacks', attackTable(others))
  if (recordings.length > 0) report('attacks on recordings', recordingAttackTable(recordings))
  if (sessions.length > 0) report('attacks on sessions', sessionAttackTable(sessions))
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

async function comeBack(clients: number): Promise<void> {
  const outcome = await restart(clients)
  judge('restart', outcome)
  report('restart', restartTable(outcome))
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
  if (!(value > 0)) throw new InvalidArgumentError('Must be a positive number.')
  return value
}
