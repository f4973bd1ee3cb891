import { setTimeout as sleep } from 'node:timers/promises'
import { fillRoom, type LoadRoom } from '../bench/load/room.ts'
import { TalkSchedule } from '../bench/load/talk-schedule.ts'
import { percentile, seededRandom } from '../bench/statistics.ts'
import { systemClock } from '../src/lib/clock.ts'

/** ms that the last frames may take to arrive. */
const DRAIN = 300
const FRAME_MS = 20

export interface HonestOptions {
  port: number
  tls: boolean
  members: number
  /** How many of them talk, all at once. */
  talkers: number
}

/** What people who behave heard of each other. */
export interface Heard {
  /** Share (0..1) of the talkers' frames that a listener never heard. */
  lost: number
  /** Share of them that came more than 60 ms after they were said. */
  late: number
  /** From the talker to the listener, 99th percentile in ms. */
  latency: number
  /** How late the talkers themselves spoke, 99th percentile in ms: the machine's fault, not the server's. */
  lateness: number
  /** What the server did wrong, a sentence each. */
  wrongs: string[]
}

/** The room in which the honest ones are. */
export const HONEST_ROOM = 'bench 0'

/** People who talk and listen as they should. Each frame is signed, so that what they hear tells what is missing. */
export class HonestRoom {
  readonly #room: LoadRoom
  readonly #latencies: number[]
  readonly #schedule: TalkSchedule

  /** Everybody is in the room and talks. */
  static async open({ port, tls, members, talkers }: HonestOptions): Promise<HonestRoom> {
    const latencies: number[] = []
    const variant = tls ? 'tls' : 'pcm'
    const scenario = {
      members,
      rooms: 1,
      talkers,
      variant,
      ack: true,
      frameMs: FRAME_MS,
      seconds: 0,
    } as const
    const order = { scenario, port, pid: 0, probed: false, seed: 1 }
    return new HonestRoom(await fillRoom(order, 0, latencies), latencies)
  }

  private constructor(room: LoadRoom, latencies: number[]) {
    this.#room = room
    this.#latencies = latencies
    this.#schedule = new TalkSchedule(systemClock, room.talkers, FRAME_MS, seededRandom(1))
  }

  /** What is said from now on counts. */
  begin(): void {
    this.#latencies.length = 0
    this.#schedule.lateness.length = 0
    for (const talker of this.#room.talkers) talker.openWindow()
  }

  /** What is said from now on counts no more; resolves with what was heard. */
  async end(): Promise<Heard> {
    for (const talker of this.#room.talkers) talker.closeWindow()
    const lateness = percentile(this.#schedule.lateness, 0.99)
    await sleep(DRAIN)
    const { ears, clients } = this.#room
    const expected = ears.reduce((sum, ear) => sum + ear.expected, 0)
    const heard = ears.reduce((sum, ear) => sum + ear.heard, 0)
    const late = ears.reduce((sum, ear) => sum + ear.late, 0)
    const closed = clients.filter((client) => client.closed).length
    return {
      lost: 1 - heard / expected,
      late: late / expected,
      latency: percentile(this.#latencies, 0.99),
      lateness,
      wrongs: [
        ...new Set(ears.flatMap((ear) => ear.wrongs())),
        ...(closed > 0 ? [`${closed} honest clients were sent away`] : []),
      ],
    }
  }

  close(): void {
    this.#schedule.stop()
    for (const client of this.#room.clients) client.close()
  }
}
