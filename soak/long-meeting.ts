import { setTimeout as sleep } from 'node:timers/promises'
import { cpuUse } from '../bench/load/process-usage.ts'
import { SeededRandom } from '../fuzz/lot.ts'
import { connect } from '../test/helpers/wire-client.ts'
import { Guest } from './guest.ts'
import { type Heard, HonestRoom } from './honest-room.ts'
import { memorySlope } from './memory-slope.ts'
import { RecordingClients } from './recording-clients.ts'
import { table } from './report.ts'
import { rollCall } from './roll-call.ts'
import { percent } from './verdict.ts'
import { WatchedServer } from './watched-server.ts'
import { breakingWay, weakWay } from './way.ts'

const GUESTS = 50
const CLIENTS = 3
const FRAME = 20
/** Share (0..1) of the guests that do something within a second. */
const LIVELY = 0.5
/** s between two roll calls, and after which a client is killed. */
const ROLL_CALL_EVERY = 20
const KILL_EVERY = 7
/** ms that it may take until all agree on who is where, once nothing happens any more. */
const AGREEMENT = 20_000
/** Share (0..1) of the time that is warm-up, and s that it takes at most. */
const WARM_UP = 0.3
const LONGEST_WARM_UP = 120

/** What became of a long meeting. */
export interface LongMeetingOutcome extends Heard {
  minutes: number
  /** The server's memory: the most, in MB, and MB that it grew by in a minute. */
  memory: number
  growth: number
  tick: number
  waited: number
  rollCalls: number
  killed: number
}

/**
 * Fifty guests join, talk, write, leave and come back at random, over networks that break, while clients are killed and
 * ten honest people in a room of their own hear each other.
 */
export async function longMeeting(minutes: number, seed: number): Promise<LongMeetingOutcome> {
  const server = await WatchedServer.start('--limit', 'resume-time=5')
  const { port } = server
  const honest = await HonestRoom.open({ port, tls: false, members: 10, talkers: 3 })
  const clients = new RecordingClients(port, CLIENTS)
  const guests = await Promise.all(
    Array.from({ length: GUESTS }, async (_, i) => {
      const way = await (i % 2 === 0 ? breakingWay(port) : weakWay(port, seed + i))
      return new Guest(`Guest ${i + 1}`, way, new SeededRandom(seed + i))
    }),
  )
  await Promise.all(guests.map((guest) => guest.arrive()))
  const talking = setInterval(() => {
    for (const guest of guests) guest.talk()
  }, FRAME)
  const random = new SeededRandom(seed)
  const memory: number[] = []
  const wrongs: string[] = []
  let rollCalls = 0
  await server.probe()
  honest.begin()
  const before = cpuUse(server.pid).waitedMs
  const seconds = Math.round(minutes * 60)
  for (let second = 1; second <= seconds && server.running; second++) {
    for (const guest of guests)
      if (random.chance(LIVELY)) setTimeout(() => void guest.move(), random.below(1_000))
    await sleep(1_000)
    memory.push(server.memory().now)
    if (random.chance(0.2)) for (const guest of guests) guest.heal()
    if (second % KILL_EVERY === 0) await clients.killOne()
    if (second % ROLL_CALL_EVERY === 0) {
      wrongs.push(...(await agreement(guests)))
      rollCalls++
    }
  }
  const waited = (cpuUse(server.pid).waitedMs - before) / (1_000 * seconds)
  const heard = await honest.end()
  const { loopLatenessP99: tick } = await server.probe()
  clearInterval(talking)
  for (const guest of guests) guest.leave()
  honest.close()
  await clients.close()
  wrongs.push(...(await whoStays(port)))
  const { most } = server.memory()
  const code = await server.stop()
  if (code !== 0) wrongs.push(`the server ended with ${code}`)
  wrongs.push(...heard.wrongs, ...server.mishaps, ...clients.wrongs, ...guests.flatMap((one) => one.wrongs))
  const warmUp = Math.min(LONGEST_WARM_UP, Math.round(WARM_UP * seconds))
  const growth = memorySlope(memory.slice(warmUp))
  return { ...heard, minutes, memory: most, growth, tick, waited, rollCalls, killed: clients.killed, wrongs }
}

/** Lets all come to rest. @returns where they do not agree on who is where then. */
async function agreement(guests: readonly Guest[]): Promise<string[]> {
  const begin = performance.now()
  let wrong: string[]
  do {
    for (const guest of guests) guest.heal()
    await sleep(200)
    const out = guests.filter((guest) => !guest.settled)
    wrong = out.length > 0 ? out.map(({ name }) => `${name} does not come back`) : rollCall(guests)
  } while (wrong.length > 0 && performance.now() - begin < AGREEMENT)
  return wrong
}

/** @returns who is still in a room, once all have left and nobody may come back. */
async function whoStays(port: number): Promise<string[]> {
  const witness = await connect(port)
  const begin = performance.now()
  let left: { room: string; users: number; temporary: boolean }[]
  do {
    await sleep(200)
    const { details } = await witness.ask({ action: 'list' })
    left = (details as typeof left).filter(({ users, temporary }) => users > 0 || temporary)
  } while (left.length > 0 && performance.now() - begin < AGREEMENT)
  await witness.close()
  return left.map(({ room, users }) => `${users} people stay in ${room} when all have left`)
}

/** What became of it, as a table of Markdown. */
export function longMeetingTable(one: LongMeetingOutcome): string {
  return table(
    ['minutes', 'lost', 'late', 'tick', 'memory', 'growth', 'roll calls', 'clients killed', 'no CPU'],
    [
      [
        `${one.minutes}`,
        percent(one.lost),
        percent(one.late),
        `${one.tick.toFixed(1)} ms`,
        `${one.memory.toFixed(0)} MB`,
        `${one.growth.toFixed(2)} MB a minute`,
        `${one.rollCalls}`,
        `${one.killed}`,
        percent(one.waited),
      ],
    ],
  )
}
