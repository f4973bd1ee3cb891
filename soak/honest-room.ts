import { setTimeout as sleep } from 'node:timers/promises'
import { fillRoom, type LoadRoom } from '../bench/load/room.ts'
import { TalkSchedule } from '../bench/load/talk-schedule.ts'
import { percentile, seededRandom } from '../bench/statistics.ts'
import { systemClock } from '../src/lib/clock.ts'

/** ms to wait for the last frames. */
const DRAIN = 300
const FRAME_MS = 20

export interface HonestOptions {
  port: number
  tls: boolean
  members: number
  /** Number of simultaneous talkers. */
  talkers: number
}

/** How well honest clients heard each other. */
export interface Heard {
  /** Fraction (0..1) of voice frames that a listener never received. */
  lost: number
  /** Fraction of them that arrived more than 60 ms after they were sent. */
  late: number
  /** Latency from talker to listener, 99th percentile in ms. */
  latency: number
  /** How late talkers sent, 99th percentile in ms. This is caused by the machine, not by the server. */
  lateness: number
  /** Failures of the server, a sentence each. */
  wrongs: string[]
}

/** The room of the honest clients. */
export const HONEST_ROOM = 'bench 0'

/** Well-behaved clients that talk and listen. Each frame is signed, so that missing ones are detected in the mix. */
export class HonestRoom {
  readonly #room: LoadRoom
  readonly #latencies: number[]
  readonly #schedule: TalkSchedule

  /** Joins all clients and starts to talk. */
  static async open({ port, tls, members, talkers }: HonestOptions): Promise<HonestRoom> {
    const latencies: number[] = []
    const variant = tls ? 'tls' : 'pcm'
    const scenario = { members, rooms: 1, talkers, variant, ack: true, frameMs: FRAME_MS, seconds: 0 } as const
    const order = { scenario, port, pid: 0, probed: false, seed: 1 }
    return new HonestRoom(await fillRoom(order, 0, latencies), latencies)
  }

  private constructor(room: LoadRoom, latencies: number[]) {
    this.#room = room
    this.#latencies = latencies
    this.#schedule = new TalkSchedule(systemClock, room.talkers, FRAME_MS, seededRandom(1))
  }

  /** Starts to count frames. */
  begin(): void {
    this.#latencies.length = 0
    this.#schedule.lateness.length = 0
    for (const talker of this.#room.talkers) talker.openWindow()
  }

  /** Stops counting frames. Resolves with the results. */
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
        ...(closed > 0 ? [`${closed} honest clients were disconnected`] : []),
      ],
    }
  }

  close(): void {
    this.#schedule.stop()
    for (const client of this.#room.clients) client.close()
  }
}
