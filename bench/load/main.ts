/** The load generator, a process of its own: `main.ts ORDER`, with a LoadOrder as JSON; sends a LoadReport to its parent. */
import { setTimeout as sleep } from 'node:timers/promises'
import { systemClock } from '../../src/lib/clock.ts'
import { participants } from '../scenario.ts'
import { percentile, seededRandom } from '../statistics.ts'
import type { LoadOrder, LoadReport } from './order.ts'
import { cpuUse, rssMb } from './process-usage.ts'
import { fillRoom, type LoadRoom } from './room.ts'
import { TalkSchedule } from './talk-schedule.ts'

const WARM_UP_MS = 2000
/** After the window: for the last measured frames to arrive. */
const DRAIN_MS = 300

process.once('disconnect', () => process.exit(1))
const order: LoadOrder = JSON.parse(process.argv[2] ?? '')
try {
  process.send!(await measure(order), () => process.exit(0))
} catch (error) {
  process.stderr.write(`The load generator failed: ${(error as Error).message}\n`)
  process.exit(1)
}

async function measure(order: LoadOrder): Promise<LoadReport> {
  const { scenario, pid } = order
  const latencies: number[] = []
  const rooms: LoadRoom[] = []
  for (let r = 0; r < scenario.rooms; r++) rooms.push(await fillRoom(order, r, latencies))
  const clients = rooms.flatMap((room) => room.clients)
  const listeners = rooms.flatMap((room) => room.listeners)
  const talkers = rooms.flatMap((room) => room.talkers)
  const ears = rooms.flatMap((room) => room.ears)
  const schedule = new TalkSchedule(systemClock, talkers, scenario.frameMs, seededRandom(order.seed))

  await sleep(WARM_UP_MS)
  const begin = { at: performance.now(), own: cpuUse(process.pid), server: cpuUse(pid) }
  const counts = listeners.map(({ frames, bytes }) => ({ frames, bytes }))
  for (const talker of talkers) talker.openWindow()
  schedule.lateness.length = 0
  if (order.probed) process.kill(pid, 'SIGUSR2')

  await sleep(scenario.seconds * 1000)
  const elapsedMs = performance.now() - begin.at
  const server = cpuUse(pid)
  const own = cpuUse(process.pid)
  const received = listeners.map((client, i) => ({
    frames: client.frames - counts[i]!.frames,
    bytes: client.bytes - counts[i]!.bytes,
  }))
  for (const talker of talkers) talker.closeWindow()
  if (order.probed) process.kill(pid, 'SIGUSR2')
  const sendLatenessP99 = percentile(schedule.lateness, 0.99)
  await sleep(DRAIN_MS)
  schedule.stop()

  const due = Math.floor(elapsedMs / scenario.frameMs) - 1 // one may be under way at either edge
  const missing = sum(received.map(({ frames }) => Math.max(0, due - frames)))
  const expected = sum(ears.map((ear) => ear.expected))
  const heard = sum(ears.map((ear) => ear.heard))
  return {
    cpuMs: (server.ranMs - begin.server.ranMs) / participants(scenario) / (elapsedMs / 1000),
    rssMb: rssMb(pid),
    latencyP50: percentile(latencies, 0.5),
    latencyP99: percentile(latencies, 0.99),
    lost: 1 - heard / expected,
    late: sum(ears.map((ear) => ear.late)) / expected,
    gaps: missing / (due * listeners.length),
    kbits: (sum(received.map(({ bytes }) => bytes)) * 8) / listeners.length / elapsedMs,
    loadCpu: (own.ranMs - begin.own.ranMs) / elapsedMs,
    waited: Math.max(server.waitedMs - begin.server.waitedMs, own.waitedMs - begin.own.waitedMs) / elapsedMs,
    sendLatenessP99,
    closed: clients.filter((client) => client.closed).length,
    wrongs: [...new Set(ears.flatMap((ear) => ear.wrongs()))],
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
