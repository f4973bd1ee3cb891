/** The benchmark: CPU and latency of the server, compared with a minimal server. `npm run bench -- --help` */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { preferredBackend } from '../src/audio/devices/open-device.ts'
import { callReport } from './call.ts'
import { clientReport } from './client.ts'
import { buildFloor, type Contender, parlor } from './contender.ts'
import { descriptorShortage, machineLine, thisMachine } from './machine.ts'
import { type Measurement, measure } from './measure.ts'
import { mouthToEar, type Way } from './mouth-to-ear/measure.ts'
import { wayTable } from './mouth-to-ear/way-table.ts'
import { type Options, readOptions } from './options.ts'
import { opusReport } from './opus-codec.ts'
import { plan } from './plan.ts'
import { processingReport } from './processing.ts'
import { cpuRatio, type Row } from './row.ts'
import { describe, participants, RATE, type Scenario } from './scenario.ts'
import { screenReport } from './screen.ts'
import { screenToBrowserReport } from './screen-to-browser.ts'
import { studioReport } from './studio.ts'
import { LEGEND, markdownTable, textTable } from './table.ts'
import { missing } from './variant.ts'
import { webReport } from './web.ts'

/** Number of meetings and clicks per meeting. Several meetings average over the phases of frames, network and devices. */
const SESSIONS = 4
const CLICKS = 15

const options = readOptions(process.argv)
const folder = mkdtempSync(join(tmpdir(), 'parlor-bench-'))
// Servers under test must not use the TLS key of the user.
process.env.XDG_STATE_HOME = folder
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
try {
  if (options.processing) await reportProcessing()
  else if (options.opus) process.stdout.write(`${opusReport()}\n`)
  else if (options.call) process.stdout.write(`${await callReport()}\n`)
  else if (options.screen) process.stdout.write(`${await screenReport()}\n`)
  else if (options.browser) process.stdout.write(`${await screenToBrowserReport()}\n`)
  else if (options.web) process.stdout.write(`${await webReport()}\n`)
  else if (options.studio) process.stdout.write(`${await studioReport()}\n`)
  else if (options.client) process.stdout.write(`${await clientReport()}\n`)
  else await run(options)
} catch (error) {
  tell(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}

async function run(options: Options): Promise<void> {
  if (process.platform !== 'linux') throw new Error('The benchmark requires Linux, because it reads /proc.')
  if (options.mouthToEar) return reportMouthToEar(options)
  const scenarios = plan(options)
  const floor = options.floor ? compiledFloor(options.frame) : undefined
  const rows: Row[] = []
  for (const scenario of scenarios) rows.push(...(await rowsOf(scenario, floor, options)))
  print(rows, options)
  const wrongs = rows.flatMap(({ server, scenario, runs }) =>
    runs.flatMap((run) => run.wrongs.map((wrong) => `WRONG: ${server}, ${describe(scenario)}: ${wrong}`)),
  )
  for (const wrong of new Set(wrongs)) tell(wrong)
  if (wrongs.length > 0) process.exitCode = 1
}

async function reportProcessing(): Promise<void> {
  const report = await processingReport()
  // The library would keep this process alive.
  process.stdout.write(`${report}\n`, () => process.exit())
}

async function reportMouthToEar({ devices, frame }: Options): Promise<void> {
  const ways: Way[] = []
  for (let session = 1; session <= SESSIONS; session++) {
    tell(`mouth to ear: ${session} of ${SESSIONS}`)
    const server = ['--frame', `${frame}`]
    const format = { rate: RATE, frameMs: frame }
    ways.push(...(await mouthToEar({ clicks: CLICKS, server, devices: devices ?? preferredBackend(format), folder })))
  }
  const lost = SESSIONS * CLICKS - ways.length
  if (lost > 0) tell(`${lost} of ${SESSIONS * CLICKS} clicks were not heard`)
  process.stdout.write(`${machineLine(thisMachine(), commandLine())}\n\n${wayTable(ways)}\n`)
}

function compiledFloor(frameMs: number): Contender | undefined {
  try {
    return buildFloor(folder, { rate: RATE, frameMs })
  } catch (error) {
    tell(`Cannot measure the C server: ${(error as Error).message}`)
    return undefined
  }
}

/** Measures floor and servers in turn, so that other load on the machine affects all of them. */
async function rowsOf(scenario: Scenario, floor: Contender | undefined, { pairs, against }: Options): Promise<Row[]> {
  const skipped = (await missing(scenario.variant)) ?? descriptorShortage(participants(scenario))
  if (skipped) return [{ server: 'parlor', scenario, skipped, runs: [] }]
  const plain: Scenario = { ...scenario, variant: 'pcm' }
  const floorRuns: Measurement[] = []
  const otherRuns: Measurement[] = []
  const runs: Measurement[] = []
  for (let seed = 1; seed <= pairs; seed++) {
    tell(`${describe(scenario)}: ${seed} of ${pairs}`)
    try {
      if (floor) floorRuns.push(await measure(floor, plain, seed, folder))
      const server = (checkout?: string) => parlor(scenario.variant, scenario.frameMs, checkout)
      if (against !== undefined) otherRuns.push(await measure(server(against), scenario, seed, folder))
      runs.push(await measure(server(), scenario, seed, folder))
    } catch (error) {
      process.exitCode = 1
      return [{ server: 'parlor', scenario, skipped: (error as Error).message, runs: [] }]
    }
  }
  const row: Row = { server: 'parlor', scenario, runs }
  const other: Row[] = against === undefined ? [] : [{ server: 'other', scenario, runs: otherRuns }]
  if (!floor) return [...other, row]
  return [
    { server: 'floor', scenario: plain, runs: floorRuns },
    ...other.map((one) => ({ ...one, ratio: cpuRatio(otherRuns, floorRuns) })),
    { ...row, ratio: cpuRatio(runs, floorRuns) },
  ]
}

function print(rows: readonly Row[], { json, markdown }: Options): void {
  const machine = thisMachine()
  const command = commandLine()
  if (json) process.stdout.write(`${JSON.stringify({ machine, command, rows }, null, 2)}\n`)
  else if (markdown) process.stdout.write(`${markdownTable(rows, machine, command)}\n`)
  else process.stdout.write(`${textTable(rows)}\n\n${LEGEND}\n`)
}

function commandLine(): string {
  return ['npm run bench', ...process.argv.slice(2)].join(' ').replace('bench -', 'bench -- -')
}

/** Prints progress and errors to stderr; stdout is for results only. */
function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}
