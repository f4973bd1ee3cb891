import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { cpuUse } from '../bench/load/process-usage.ts'
import { type Heard, HONEST_ROOM, HonestRoom } from './honest-room.ts'
import { table } from './report.ts'
import { Sharer, Watcher } from './sharer.ts'
import { percent } from './verdict.ts'
import { WatchedServer } from './watched-server.ts'

const ATTACKER = fileURLToPath(new URL('attacker.ts', import.meta.url))
/** ms to wait until the clients have joined. */
const WARM_UP = 3_000
const HONEST = { members: 20, talkers: 10 }
/** Id of the sharer, which connects first. */
const SHARER = 1
/** Minimum fraction (0..1) of the pictures that a well-behaved watcher must receive. */
const MUST_SEE = 0.2

/** The effect of clients that never read on the server and on honest clients. */
export interface NeverReadingOutcome extends Heard {
  tick: number
  /** Memory of the server in MB: before those clients joined, and at its peak. */
  memoryBefore: number
  memory: number
  waited: number
  /** Fraction (0..1) of the pictures that a watcher received. */
  seen: number
}

/** Runs 200 clients that never read, while a screen is shared and ten clients talk. */
export async function neverReading(seconds: number): Promise<NeverReadingOutcome> {
  const server = await WatchedServer.start()
  const { port } = server
  const sharer = await Sharer.connect(port)
  const honest = await HonestRoom.open({ port, tls: false, ...HONEST })
  await sharer.share(HONEST_ROOM)
  const watcher = await Watcher.open(port, HONEST_ROOM, SHARER)
  const memoryBefore = server.memory().now
  const readers = fork(ATTACKER, ['never-reading', String(port)], { execArgv: process.execArgv })
  try {
    await sleep(WARM_UP)
    await server.probe()
    honest.begin()
    const before = { waited: cpuUse(server.pid).waitedMs, shared: sharer.pictures, seen: watcher.pictures }
    await sleep(1_000 * seconds)
    const waited = (cpuUse(server.pid).waitedMs - before.waited) / (1_000 * seconds)
    const seen = (watcher.pictures - before.seen) / (sharer.pictures - before.shared)
    const heard = await honest.end()
    const { loopLatenessP99: tick } = await server.probe()
    const { most: memory } = server.memory()
    const blind = seen < MUST_SEE ? [`a watcher received only ${percent(seen)} of the pictures`] : []
    const wrongs = [...heard.wrongs, ...server.mishaps, ...blind]
    return { ...heard, tick, memoryBefore, memory, waited, seen, wrongs }
  } finally {
    readers.kill()
    honest.close()
    await Promise.all([sharer.close(), watcher.close()])
    await server.stop()
  }
}

/** The results as a Markdown table. */
export function neverReadingTable(one: NeverReadingOutcome): string {
  return table(
    ['lost', 'late', 'pictures seen', 'tick', 'memory before', 'most', 'no CPU'],
    [
      [
        percent(one.lost),
        percent(one.late),
        percent(one.seen),
        `${one.tick.toFixed(1)} ms`,
        `${one.memoryBefore.toFixed(0)} MB`,
        `${one.memory.toFixed(0)} MB`,
        percent(one.waited),
      ],
    ],
  )
}
