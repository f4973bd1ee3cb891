import type { Socket } from 'node:net'
import { callEndings, callRefusals } from '../../protocol/call-messages.ts'
import { type ErrorCode, errors } from '../../protocol/errors.ts'
import type { ConnectionStats } from '../../protocol/wire/outbox.ts'
import { type RefusalReason, refusalReasons } from '../log/log-events.ts'
import { PictureStats } from '../share/picture-stats.ts'
import { LatencyHistogram } from '../voice/latency-histogram.ts'
import { RoomMixerStats } from '../voice/room-mixer-stats.ts'

/** ms; a call rings for 45 s. */
const RING_BOUNDS = [500, 1_000, 2_000, 5_000, 10_000, 20_000, 45_000]

/** Counters of a server since its start, in plain fields: nothing is computed before a scrape. */
export class Counters {
  /** Connections accepted. */
  connections = 0
  /** Connections refused, by reason. */
  readonly refused = zeros<RefusalReason>(refusalReasons)
  /** Connections closed because of what the client did, by error code. */
  readonly closed = zeros<ErrorCode>(Object.keys(errors) as ErrorCode[])
  /** Voice frames received from people in rooms. */
  voiceReceived = 0
  /** Voice frames dropped because their sender is muted. */
  voiceMuted = 0
  /** Voice frames dropped because they arrived faster than real time allows. */
  voiceTooFast = 0
  /** Voice frames dropped because too many people talk. */
  voiceNotMixed = 0
  /** Calls and invitations by what became of them: answered, ended before that, or refused. */
  readonly calls = zeros(['answered', ...callEndings, ...callRefusals] as const)
  /** From the begin of a call to its answer. */
  readonly ringTime = new LatencyHistogram(RING_BOUNDS)
  /** Mixing, over all rooms. */
  readonly sound = new RoomMixerStats()
  /** Pictures, over all rooms. */
  readonly pictures = new PictureStats()
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>
}

/** What went over connections. */
export interface TrafficTotals extends ConnectionStats {
  bytesReceived: number
  bytesSent: number
}

interface Way {
  readonly socket: Pick<Socket, 'bytesRead' | 'bytesWritten'>
  readonly stats: Readonly<ConnectionStats>
}

/** What went over all connections there are and were. Each counts for itself; it is summed up when somebody asks. */
export class Traffic {
  readonly #open = new Set<Way>()
  readonly #gone = nothing()

  /** Counts a connection from now on. @returns what is to be called when it is over. */
  follow(socket: Way['socket'], stats: Way['stats']): () => void {
    const way = { socket, stats }
    this.#open.add(way)
    return () => {
      if (this.#open.delete(way)) add(this.#gone, way)
    }
  }

  totals(): TrafficTotals {
    const totals = { ...this.#gone }
    for (const way of this.#open) add(totals, way)
    return totals
  }
}

function nothing(): TrafficTotals {
  return {
    ...{ bytesReceived: 0, bytesSent: 0 },
    ...{ voiceSent: 0, voiceLate: 0, voiceReplaced: 0, picturesSent: 0, overflows: 0 },
  }
}

function add(totals: TrafficTotals, { socket, stats }: Way): void {
  totals.bytesReceived += socket.bytesRead
  // A socket that never got as far as to write has no count.
  totals.bytesSent += socket.bytesWritten ?? 0
  totals.voiceSent += stats.voiceSent
  totals.voiceLate += stats.voiceLate
  totals.voiceReplaced += stats.voiceReplaced
  totals.picturesSent += stats.picturesSent
  totals.overflows += stats.overflows
}
