import type { ChatServer } from '../chat-server.ts'
import type { LatencyHistogram } from '../voice/latency-histogram.ts'

/** What is measured of a server. */
export type Measured = Pick<ChatServer, 'context' | 'status' | 'traffic'>

/** The values of a metric, each by its labels; of one without labels, the one it has. */
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

/** What is so now. */
export const gaugeRows: readonly Row<Values>[] = [
  row('connections', 'Connections there are', (server) => server.status().connections),
  row('connections_max', 'Connections there may be', (server) => server.status().places),
  row(
    'accepting',
    '1 while newcomers are taken, 0 while the server drains or is short of descriptors',
    (server) => Number(server.status().state === 'open'),
  ),
  row(
    'sessions_absent',
    'Sessions whose connection broke and that may come back',
    (server) => server.status().absent,
  ),
  row('rooms', 'Rooms there are', (server) => server.status().rooms),
  row('participants', 'People in rooms', (server) => server.status().participants),
  row('recordings', 'Recordings that the server makes', ({ context }) => context.recordings?.running ?? 0),
  row('talkers', 'People who talk, or did a moment ago', (server) => server.status().talkers),
]

/** What has been since the start. */
export const counterRows: readonly Row<Values>[] = [
  row('connections_total', 'Connections that were let in', ({ context }) => context.counters.connections),
  row('refused_connections_total', 'Connections that were not let in, by reason', ({ context }) =>
    by('reason', context.counters.refused),
  ),
  row(
    'closed_connections_total',
    'Connections closed for what the client did, by the code it was told',
    ({ context }) => by('code', context.counters.closed),
  ),
  row(
    'control_backlog_closes_total',
    'Connections closed because too many control messages waited for a slow reader',
    (server) => server.traffic().overflows,
  ),
  row(
    'frames_received_total',
    'Frames of voice, and pictures or parts of them, that came from people in rooms, by class',
    ({ context }) =>
      by('class', { voice: context.counters.voiceReceived, picture: context.counters.pictures.received }),
  ),
  row('frames_sent_total', 'Frames that were sent, by class', (server) => {
    const { voiceSent: voice, picturesSent: picture } = server.traffic()
    return by('class', { voice, picture })
  }),
  row('frames_dropped_total', 'Frames that went no further, by class and reason', (server) => [
    ...by('reason', droppedVoice(server), { class: 'voice' }),
    ...by('reason', droppedPictures(server), { class: 'picture' }),
  ]),
  row(
    'underruns_total',
    'Times a talker had no frame when their room was mixed',
    ({ context }) => context.counters.sound.waiting.underruns,
  ),
  row(
    'mixes_total',
    'Mixes made of rooms where somebody talked',
    ({ context }) => context.counters.sound.mixes,
  ),
  row('encodes_total', 'Distinct voice messages built', ({ context }) => context.counters.sound.encodes),
  row('received_bytes_total', 'Bytes that came over connections', (server) => server.traffic().bytesReceived),
  row('sent_bytes_total', 'Bytes that went over connections', (server) => server.traffic().bytesSent),
]

/** How long things took. */
export const histogramRows: readonly Row<LatencyHistogram>[] = [
  row(
    'tick_lateness_seconds',
    'How late a mix was that had to be made though a talker was late',
    ({ context }) => context.counters.sound.lateness,
  ),
  row(
    'mix_seconds',
    'Time to mix a room, encode the mixes and hand them on',
    ({ context }) => context.counters.sound.mixing,
  ),
]

/** Why voice was dropped: each says at which place on its way. */
function droppedVoice(server: Measured): Record<string, number> {
  const { voiceMuted: muted, voiceTooFast: too_fast, sound } = server.context.counters
  const { voiceLate: late, voiceReplaced: unacknowledged } = server.traffic()
  return { muted, too_fast, corrupt: sound.corrupt, overflow: sound.waiting.dropped, late, unacknowledged }
}

function droppedPictures({ context: { counters } }: Measured): Record<string, number> {
  const { refused, skipped } = counters.pictures
  return { refused, skipped }
}

function row<Value>(name: string, help: string, read: Row<Value>['read']): Row<Value> {
  return { name: `parlor_${name}`, help, read }
}

/** Counts by the name that a label has for each. */
function by(
  label: string,
  counts: Readonly<Record<string, number>>,
  others: Readonly<Record<string, string>> = {},
): LabelledValue[] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { ...others, [label]: name }, value }))
}
