import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Backend } from '../../src/audio/devices/device.ts'
import { Program } from '../../test/helpers/program.ts'
import { type ServerProcess, startServer } from '../../test/helpers/server-process.ts'
import { Air } from './air.ts'
import { clicksIn, clickTrack } from './clicks.ts'
import { POINTS } from './trace.mjs'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const TRACE = new URL('trace.mjs', import.meta.url).href
/** ms of talk before the clicks that count: what adapts to the network has come to rest. */
const SETTLE_MS = 15_000
/** ms after which a click that has not come is lost. */
const PATIENCE = 500

/** The points that a click passes on its way, in order; between each two lies a part of the delay. */
const STAGES = ['said', 'spoken', 'received', 'mixed', 'arrived', 'played', 'heard'] as const
type Stage = (typeof STAGES)[number]

/** The parts of the delay, as they follow each other. */
export const PARTS = ['capture', 'uplink', 'mix', 'downlink', 'jitter buffer', 'playout'] as const

/** What one click took, in ms: in all, and each of `PARTS`. */
export interface Way {
  total: number
  parts: readonly number[]
}

export interface Order {
  clicks: number
  /** Further arguments of the server, such as the length of a frame. */
  server: readonly string[]
  /** The way to the devices. */
  devices: Backend
  /** Is where files go. */
  folder: string
}

/** Builds the programs so that what is traced in them can be imported; the usual build bundles it. Once per run. */
let build = (): void => {
  const modules = Object.values(POINTS).map(([module]) => module.replace(/js$/, 'ts'))
  execFileSync(process.execPath, ['tools/build/programs.js', ...new Set(modules)], { cwd: ROOT, stdio: 'inherit' })
  execFileSync('npm', ['run', '--silent', 'build:page'], { cwd: ROOT, stdio: 'inherit' })
  build = () => {}
}

/** How long clicks take from the talker's mouth to the listener's ear, all of it real: programs, network, devices. */
export async function mouthToEar({ clicks, server: args, devices, folder }: Order): Promise<Way[]> {
  build()
  const air = await Air.open()
  const file = join(folder, `trace-${process.hrtime.bigint()}`)
  const traced = (stages: readonly Stage[]) => ({
    env: { ...air.env, NODE_OPTIONS: `--import=${TRACE}`, PARLOR_TRACE_FILE: file, PARLOR_TRACE_STAGES: stages.join() },
  })
  const recording = air.record()
  let server: ServerProcess | undefined
  const people: Program[] = []
  try {
    const { env } = traced(['received', 'mixed'])
    server = await startServer(args, { env: { ...process.env, ...env } })
    const { port } = server
    const joinRoom = async (name: string, stages: readonly Stage[], ...own: string[]) => {
      const where = [
        '--ip',
        '127.0.0.1',
        '--port',
        `${port}`,
        '--room',
        'air',
        '--create',
        '--codec',
        'pcm',
        '--json',
        // The processing of the voice has figures of its own.
        '--no-noise-suppression',
        '--no-auto-gain',
        '--transmission',
        'open',
      ]
      const person = new Program('client/main.js', [...where, '--name', name, ...own], traced(stages))
      people.push(person)
      await person.line(name === 'Ear' ? /"kind":"speaker","fine":true/ : /"kind":"microphone","fine":true/)
    }
    await joinRoom('Ear', ['arrived', 'played'], '--mic', 'null', '--speaker', `${devices}:${air.speaker}`)
    await joinRoom('Mouth', ['spoken'], '--mic', `${devices}:${air.microphone}`, '--speaker', 'null')
    await air.say(clickTrack(clicks, SETTLE_MS))
  } finally {
    for (const person of people) await person.stop()
    await server?.stop()
  }
  const [left, right] = await recording.stop()
  await air.close()
  const times = traceOf(file)
  times.said = clicksIn(left).map((ms) => ms + recording.beginAt)
  times.heard = clicksIn(right).map((ms) => ms + recording.beginAt)
  return times.said.slice(-clicks).flatMap((said) => wayOf(said, times) ?? [])
}

function traceOf(file: string): Record<Stage, number[]> {
  const times = Object.fromEntries(STAGES.map((stage) => [stage, [] as number[]])) as Record<Stage, number[]>
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const [stage, at] = line.split(' ') as [Stage, string]
    times[stage].push(Number(at))
  }
  return times
}

/** The way of the click that was said then; undefined where it was lost. */
function wayOf(said: number, times: Record<Stage, number[]>): Way | undefined {
  const passed = STAGES.map((stage) => times[stage].find((at) => at >= said - 30 && at < said + PATIENCE))
  if (passed.some((at) => at === undefined)) return undefined
  const at = passed as number[]
  return { total: at.at(-1)! - at[0]!, parts: PARTS.map((_, i) => at[i + 1]! - at[i]!) }
}
