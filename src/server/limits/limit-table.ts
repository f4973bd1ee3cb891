import { type Limits, limits } from '../../protocol/limits.ts'
import { sessionLimitRows } from './session-limit-rows.ts'

/** A limit that an operator may override. */
export interface LimitRow {
  /** The limit's key in `Limits`. */
  readonly key: keyof Limits
  readonly unit: 'count' | 'times' | 's' | 'ms' | 'min' | 'percent' | 'KiB' | 'bytes'
  /** The smallest and largest value, in `unit`. */
  readonly min: number
  readonly max: number
  readonly doc: string
}

/**
 * Every limit that `chat-server --limit` overrides, by its name on the command line. Limits that both sides rely on,
 * such as the length of a line, are not among them.
 */
export const limitTable = {
  rooms: { key: 'rooms', unit: 'count', min: 1, max: 2_500, doc: 'rooms on the server' },
  'rooms-a-minute': {
    key: 'createdRooms',
    unit: 'count',
    min: 1,
    max: 1_000,
    doc: 'rooms that a client may create per minute',
  },
  recordings: {
    key: 'recordings',
    unit: 'count',
    min: 1,
    max: 1_000,
    doc: 'recordings that the server makes at the same time',
  },
  'recorded-tracks': { key: 'recordedTracks', unit: 'count', min: 1, max: 10_000, doc: 'tracks per recording' },
  'recordings-a-minute': {
    key: 'begunRecordings',
    unit: 'count',
    min: 1,
    max: 1_000,
    doc: 'server recordings that a client may start per minute',
  },
  'recordings-an-address': {
    key: 'addressRecordings',
    unit: 'count',
    min: 1,
    max: 1_000,
    doc: 'recordings that the server makes at the same time for people at one address',
  },
  'recordings-a-minute-an-address': {
    key: 'addressBegunRecordings',
    unit: 'count',
    min: 1,
    max: 10_000,
    doc: 'server recordings that people at one address may start per minute',
  },
  'recording-size': {
    key: 'recordingBytes',
    unit: 'bytes',
    min: 1_000_000,
    max: 1e15,
    doc: 'size of one recording; silence takes no space',
  },
  'recordings-size': {
    key: 'recordingsBytes',
    unit: 'bytes',
    min: 1_000_000,
    max: 1e15,
    doc: 'size of all recordings of the server',
  },
  'recording-time': {
    key: 'recordingTime',
    unit: 'min',
    min: 0.05,
    max: 10_080,
    doc: 'length of one recording, pauses included',
  },
  'recorded-people': {
    key: 'recordedPeople',
    unit: 'count',
    min: 10,
    max: 10_000,
    doc: 'people listed in one recording',
  },
  'disk-reserve': {
    key: 'diskReserve',
    unit: 'bytes',
    min: 0,
    max: 1e15,
    doc: 'free space that recordings leave on the disk; disk-reserve-percent applies where that is less',
  },
  'disk-reserve-percent': {
    key: 'diskReservePercent',
    unit: 'percent',
    min: 0,
    max: 100,
    doc: 'free space that recordings leave on the disk, as a part of it; disk-reserve applies where that is less',
  },
  'asked-burst': { key: 'askedBurst', unit: 'count', min: 10, max: 100_000, doc: 'actions in a burst' },
  'asked-rate': {
    key: 'askedPerSecond',
    unit: 'times',
    min: 1,
    max: 100_000,
    doc: 'actions per second after the burst; faster clients are read more slowly',
  },
  'streamed-burst': {
    key: 'streamedBurst',
    unit: 'count',
    min: 100,
    max: 100_000,
    doc: 'voice messages and acknowledgements in a burst',
  },
  'streamed-rate': {
    key: 'streamedPerSecond',
    unit: 'times',
    min: 100,
    max: 100_000,
    doc: 'voice messages and acknowledgements per second after the burst',
  },
  'chat-burst': { key: 'saidBurst', unit: 'count', min: 1, max: 1_000, doc: 'chat messages in a burst' },
  'chat-rate': {
    key: 'saidPerSecond',
    unit: 'times',
    min: 0.01,
    max: 100,
    doc: 'chat messages per second after the burst',
  },
  'text-burst': {
    key: 'toldBurst',
    unit: 'KiB',
    min: 16,
    max: 1_024,
    doc: 'text sent to others in a burst: chat, markers, reasons',
  },
  'text-rate': {
    key: 'toldPerSecond',
    unit: 'KiB',
    min: 1,
    max: 1_024,
    doc: 'text sent to others per second after the burst',
  },
  'voice-speed': {
    key: 'voiceSpeed',
    unit: 'times',
    min: 1.05,
    max: 10,
    doc: 'sustained speed of incoming voice, as a multiple of real time',
  },
  'voice-burst': { key: 'voiceBurst', unit: 's', min: 0.1, max: 60, doc: 'voice that may arrive in a burst' },
  'voice-patience': {
    key: 'voicePatience',
    unit: 's',
    min: 0,
    max: 600,
    doc: 'time for which faster voice is dropped before it is refused',
  },
  talkers: {
    key: 'roomTalkers',
    unit: 'count',
    min: 2,
    max: 1_000,
    doc: 'people mixed at the same time in a room, the loudest',
  },
  'talkers-an-address': {
    key: 'addressTalkers',
    unit: 'count',
    min: 1,
    max: 1_000,
    doc: 'people mixed at the same time from one address of another machine',
  },
  'picture-rate': {
    key: 'picturesPerSecond',
    unit: 'count',
    min: 1,
    max: 240,
    doc: 'pictures per second that a client may share',
  },
  'picture-bytes': {
    key: 'pictureBytesPerSecond',
    unit: 'KiB',
    min: 64,
    max: 131_072,
    doc: 'picture data per second that a client may share',
  },
  'picture-backlog': {
    key: 'pictureBacklog',
    unit: 'KiB',
    min: 16,
    max: 65_536,
    doc: 'pictures queued for a slow watcher behind the one being sent',
  },
  'picture-queue': {
    key: 'pictureQueue',
    unit: 'KiB',
    min: 256,
    max: 131_072,
    doc: 'pictures queued for a slow watcher, including the one being sent',
  },
  'keyframe-pause': {
    key: 'keyframePause',
    unit: 's',
    min: 0.1,
    max: 60,
    doc: 'minimum time between two keyframe requests',
  },
  bans: { key: 'bans', unit: 'count', min: 1, max: 100_000, doc: 'bans per room, and on the server' },
  'voice-age': {
    key: 'voiceAge',
    unit: 'ms',
    min: 40,
    max: 5_000,
    doc: 'age at which voice queued for a slow reader is dropped',
  },
  window: { key: 'window', unit: 'KiB', min: 4, max: 1_024, doc: 'unacknowledged payload per client' },
  'ack-patience': { key: 'ackPatience', unit: 's', min: 1, max: 600, doc: 'timeout for an acknowledgement' },
  backlog: {
    key: 'controlBacklog',
    unit: 'KiB',
    min: 64,
    max: 16_384,
    doc: 'control messages queued for a slow reader',
  },
  'first-action': { key: 'firstAction', unit: 's', min: 0.5, max: 600, doc: 'timeout for the first action' },
  handshake: { key: 'handshake', unit: 's', min: 0.5, max: 600, doc: 'timeout for the TLS handshake' },
  'heartbeat-patience': {
    key: 'heartbeatPatience',
    unit: 's',
    min: 2 * (limits.heartbeat / 1_000),
    max: 3_600,
    doc: 'silence after which a client that sends heartbeats is disconnected',
  },
  'keep-alive': {
    key: 'keepAlive',
    unit: 's',
    min: 1,
    max: 7_200,
    doc: 'idle time before the first TCP keep-alive probe',
  },
  'refused-messages': {
    key: 'refusedMessages',
    unit: 'count',
    min: 2,
    max: 100_000,
    doc: 'refused messages after which a connection is closed',
  },
  'refused-window': {
    key: 'refusedWindow',
    unit: 's',
    min: 1,
    max: 3_600,
    doc: 'time window in which refused messages are counted',
  },
  ...sessionLimitRows,
} as const satisfies Record<string, LimitRow>

export type LimitName = keyof typeof limitTable

export const limitNames = Object.keys(limitTable) as LimitName[]
