import { setTimeout as sleep } from 'node:timers/promises'
import { cpuUse } from '../bench/load/process-usage.ts'
import { SeededRandom } from '../fuzz/seeded-random.ts'
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
/** Fraction (0..1) of the guests that perform an action within a second. */
const LIVELY = 0.5
/** Seconds between two roll calls, and between two kills of a client. */
const ROLL_CALL_EVERY = 20
const KILL_EVERY = 7
/** ms until all guests must agree on who is in each room after activity has stopped. */
const AGREEMENT = 20_000
/** Warm-up: fraction (0..1) of the duration, and its maximum in seconds. */
const WARM_UP = 0.3
const LONGEST_WARM_UP = 120

/** The results of a long meeting. */
export interface LongMeetingOutcome extends Heard {
  minutes: number
  /** Memory of the server: peak in MB, and growth in MB per minute. */
  memory: number
  growth: number
  tick: number
  waited: number
  rollCalls: number
  killed: number
}

/**
 * Fifty guests join, talk, chat, leave and return at random over unreliable networks, while clients are killed and ten
 * honest clients talk in another room.
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
    for (const guest of guests) if (random.chance(LIVELY)) setTimeout(() => void guest.move(), random.below(1_000))
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

/** Waits until all guests are idle. @returns contradictions in who is in each room */
async function agreement(guests: readonly Guest[]): Promise<string[]> {
  const begin = performance.now()
  let wrong: string[]
  do {
    for (const guest of guests) guest.heal()
    await sleep(200)
    const out = guests.filter((guest) => !guest.settled)
    wrong = out.length > 0 ? out.map(({ name }) => `${name} does not reconnect`) : rollCall(guests)
  } while (wrong.length > 0 && performance.now() - begin < AGREEMENT)
  return wrong
}

/** @returns users that remain in a room after all have left and no session can be resumed */
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
  return left.map(({ room, users }) => `${users} users remain in ${room} after all have left`)
}

/** The results as a Markdown table. */
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
        `${one.growth.toFixed(2)} MB per minute`,
        `${one.rollCalls}`,
        `${one.killed}`,
        percent(one.waited),
      ],
    ],
  )
}
