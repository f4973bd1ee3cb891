import type { LatencyHistogram } from '../voice/latency-histogram.ts'
import type { Counters, TrafficTotals } from './counters.ts'
import type { ServerStatus } from './server-status.ts'

/** The parts of a server that metrics read. */
export interface Measured {
  readonly context: {
    readonly counters: Counters
    readonly calls: { all(): readonly unknown[] }
    /** null where the server records nothing. */
    readonly recordings: { readonly running: number } | null
  }
  status(): ServerStatus
  traffic(): TrafficTotals
}

/** The values of a metric with their labels; a number for a metric without labels. */
export type Values = number | readonly LabelledValue[]

interface LabelledValue {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

interface Row<Value> {
  readonly name: string
  readonly help: string
  read(server: Measured): Value
}

/** Gauges: the current state. */
export const gaugeRows: readonly Row<Values>[] = [
  row('connections', 'Open connections', (server) => server.status().connections),
  row('connections_max', 'Maximum number of connections', (server) => server.status().places),
  row(
    'accepting',
    '1 while new connections are accepted, 0 while the server drains or is short of file descriptors',
    (server) => Number(server.status().state === 'open'),
  ),
  row('sessions_absent', 'Sessions without a connection that can be resumed', (server) => server.status().absent),
  row('rooms', 'Rooms', (server) => server.status().rooms),
  row('participants', 'People in rooms', (server) => server.status().participants),
  row('recordings', 'Recordings in progress', ({ context }) => context.recordings?.running ?? 0),
  row('calls', 'Calls that ring or are in progress', ({ context }) => context.calls.all().length),
  row('talkers', 'People who are talking, or were a moment ago', (server) => server.status().talkers),
]

/** Counters since the start of the server. */
export const counterRows: readonly Row<Values>[] = [
  row('connections_total', 'Connections accepted', ({ context }) => context.counters.connections),
  row('refused_connections_total', 'Connections refused, by reason', ({ context }) =>
    by('reason', context.counters.refused),
  ),
  row('closed_connections_total', 'Connections closed because of what the client did, by error code', ({ context }) =>
    by('code', context.counters.closed),
  ),
  row(
    'control_backlog_closes_total',
    'Connections closed because the queue of control messages to a slow reader was full',
    (server) => server.traffic().overflows,
  ),
  row(
    'frames_received_total',
    'Voice frames, and pictures or pieces of them, received from people in rooms, by class',
    ({ context }) =>
      by('class', { voice: context.counters.voiceReceived, picture: context.counters.pictures.received }),
  ),
  row('frames_sent_total', 'Voice frames and pictures sent, by class', (server) => {
    const { voiceSent: voice, picturesSent: picture } = server.traffic()
    return by('class', { voice, picture })
  }),
  row('frames_dropped_total', 'Voice frames and pictures dropped, by class and reason', (server) => [
    ...by('reason', droppedVoice(server), { class: 'voice' }),
    ...by('reason', droppedPictures(server), { class: 'picture' }),
  ]),
  row('calls_total', 'Calls and invitations to calls, by outcome', ({ context }) =>
    by(
      'outcome',
      Object.fromEntries(
        Object.entries(context.counters.calls).map(([name, count]) => [name.replaceAll(' ', '_'), count]),
      ),
    ),
  ),
  row(
    'underruns_total',
    'Times a talker had no frame when the room was mixed',
    ({ context }) => context.counters.sound.waiting.underruns,
  ),
  row('mixes_total', 'Mixes of rooms in which somebody talked', ({ context }) => context.counters.sound.mixes),
  row('encodes_total', 'Distinct voice messages built', ({ context }) => context.counters.sound.encodes),
  row('received_bytes_total', 'Bytes received over all connections', (server) => server.traffic().bytesReceived),
  row('sent_bytes_total', 'Bytes sent over all connections', (server) => server.traffic().bytesSent),
]

/** Histograms of durations. */
export const histogramRows: readonly Row<LatencyHistogram>[] = [
  row('call_ring_seconds', 'Time from a call to its answer', ({ context }) => context.counters.ringTime),
  row(
    'tick_lateness_seconds',
    'Lateness of mixes that were made without waiting any longer for a late talker',
    ({ context }) => context.counters.sound.lateness,
  ),
  row(
    'mix_seconds',
    'Time to mix a room, encode the mixes and queue them',
    ({ context }) => context.counters.sound.mixing,
  ),
]

/** Voice frames dropped, by the place on their way. */
function droppedVoice(server: Measured): Record<string, number> {
  const { voiceMuted: muted, voiceTooFast: too_fast, voiceNotMixed: not_mixed, sound } = server.context.counters
  const { voiceLate: late, voiceReplaced: unacknowledged } = server.traffic()
  const { corrupt, waiting } = sound
  return { muted, too_fast, not_mixed, corrupt, overflow: waiting.dropped, late, unacknowledged }
}

function droppedPictures({ context: { counters } }: Measured): Record<string, number> {
  const { refused, skipped } = counters.pictures
  return { refused, skipped }
}

function row<Value>(name: string, help: string, read: Row<Value>['read']): Row<Value> {
  return { name: `parlor_${name}`, help, read }
}

/** Gives each count its label. */
function by(
  label: string,
  counts: Readonly<Record<string, number>>,
  others: Readonly<Record<string, string>> = {},
): LabelledValue[] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { ...others, [label]: name }, value }))
}
