import { type Limits, limits } from '../../protocol/limits.ts'

/** What a value is told in: how many of it make one of `limits`' own, and how it is written. */
interface Unit {
  readonly text: string
  /** ms or bytes in one. */
  readonly size: number
  readonly whole: boolean
}

const units = {
  count: { text: '', size: 1, whole: true },
  times: { text: '', size: 1, whole: false },
  s: { text: 's', size: 1_000, whole: false },
  ms: { text: 'ms', size: 1, whole: true },
  KiB: { text: 'KiB', size: 1_024, whole: false },
} as const satisfies Record<string, Unit>

/** A limit that an operator may choose. */
export interface LimitRow {
  /** The limit's name in the code. */
  readonly key: keyof Limits
  readonly unit: keyof typeof units
  /** In that unit. */
  readonly min: number
  readonly max: number
  readonly doc: string
}

/**
 * Every limit that `chat-server --limit` changes, by the name it has there. What both sides rely on, such as the
 * length of a line, is none of them.
 */
export const limitTable = {
  rooms: { key: 'rooms', unit: 'count', min: 1, max: 2_500, doc: 'rooms of the server' },
  'rooms-a-minute': {
    key: 'createdRooms',
    unit: 'count',
    min: 1,
    max: 1_000,
    doc: 'rooms that a client may make within a minute',
  },
  recordings: {
    key: 'recordings',
    unit: 'count',
    min: 1,
    max: 1_000,
    doc: 'recordings that the server makes at one time',
  },
  'recorded-tracks': {
    key: 'recordedTracks',
    unit: 'count',
    min: 1,
    max: 10_000,
    doc: 'people with a track of their own in one of them',
  },
  'recordings-a-minute': {
    key: 'begunRecordings',
    unit: 'count',
    min: 1,
    max: 1_000,
    doc: 'recordings by the server that a client may begin within a minute',
  },
  'asked-burst': { key: 'askedBurst', unit: 'count', min: 10, max: 100_000, doc: 'actions at once' },
  'asked-rate': {
    key: 'askedPerSecond',
    unit: 'times',
    min: 1,
    max: 100_000,
    doc: 'actions a second after them; who asks for more is read slower',
  },
  'streamed-burst': {
    key: 'streamedBurst',
    unit: 'count',
    min: 100,
    max: 100_000,
    doc: 'the same of voice and acknowledgements',
  },
  'streamed-rate': {
    key: 'streamedPerSecond',
    unit: 'times',
    min: 100,
    max: 100_000,
    doc: 'the same of voice and acknowledgements',
  },
  'chat-burst': { key: 'saidBurst', unit: 'count', min: 1, max: 1_000, doc: 'chat messages at once' },
  'chat-rate': {
    key: 'saidPerSecond',
    unit: 'times',
    min: 0.01,
    max: 100,
    doc: 'chat messages a second after them',
  },
  'text-burst': {
    key: 'toldBurst',
    unit: 'KiB',
    min: 16,
    max: 1_024,
    doc: 'chat and word of recordings at once',
  },
  'text-rate': { key: 'toldPerSecond', unit: 'KiB', min: 1, max: 1_024, doc: 'the same a second after that' },
  'voice-speed': {
    key: 'voiceSpeed',
    unit: 'times',
    min: 1.05,
    max: 10,
    doc: 'times real time that voice may come for long',
  },
  'voice-burst': { key: 'voiceBurst', unit: 's', min: 0.1, max: 60, doc: 'voice that may come at once' },
  'voice-patience': {
    key: 'voicePatience',
    unit: 's',
    min: 0,
    max: 600,
    doc: 'time for which voice that comes faster is dropped before it is refused',
  },
  'picture-rate': {
    key: 'picturesPerSecond',
    unit: 'count',
    min: 1,
    max: 240,
    doc: 'pictures a second that a client may share',
  },
  'picture-bytes': {
    key: 'pictureBytesPerSecond',
    unit: 'KiB',
    min: 64,
    max: 131_072,
    doc: 'what they may have in a second',
  },
  'picture-backlog': {
    key: 'pictureBacklog',
    unit: 'KiB',
    min: 16,
    max: 65_536,
    doc: 'pictures that wait for a slow watcher behind the one being sent',
  },
  'picture-queue': {
    key: 'pictureQueue',
    unit: 'KiB',
    min: 256,
    max: 131_072,
    doc: 'these and that one together',
  },
  'keyframe-pause': {
    key: 'keyframePause',
    unit: 's',
    min: 0.1,
    max: 60,
    doc: 'time between two requests for a whole picture',
  },
  bans: { key: 'bans', unit: 'count', min: 1, max: 100_000, doc: 'bans of a room, and of the server' },
  'voice-age': {
    key: 'voiceAge',
    unit: 'ms',
    min: 40,
    max: 5_000,
    doc: 'voice that may wait for a slow reader',
  },
  window: {
    key: 'window',
    unit: 'KiB',
    min: 4,
    max: 1_024,
    doc: 'payloads that a client need not have acknowledged',
  },
  'ack-patience': {
    key: 'ackPatience',
    unit: 's',
    min: 1,
    max: 600,
    doc: 'wait for an acknowledgement',
  },
  backlog: {
    key: 'controlBacklog',
    unit: 'KiB',
    min: 64,
    max: 16_384,
    doc: 'other messages that may wait for a slow reader',
  },
  'first-action': { key: 'firstAction', unit: 's', min: 0.5, max: 600, doc: 'wait for the first action' },
  handshake: {
    key: 'handshake',
    unit: 's',
    min: 0.5,
    max: 600,
    doc: 'wait for the end of the TLS handshake',
  },
  'heartbeat-patience': {
    key: 'heartbeatPatience',
    unit: 's',
    min: 2 * (limits.heartbeat / 1_000),
    max: 3_600,
    doc: 'silence of a client that sent heartbeats',
  },
  'keep-alive': {
    key: 'keepAlive',
    unit: 's',
    min: 1,
    max: 7_200,
    doc: 'silence after which the kernel asks the other machine',
  },
  'refused-messages': {
    key: 'refusedMessages',
    unit: 'count',
    min: 2,
    max: 100_000,
    doc: 'refused messages that close a connection',
  },
  'refused-window': { key: 'refusedWindow', unit: 's', min: 1, max: 3_600, doc: 'time in which these count' },
  'wrong-passwords': {
    key: 'wrongPasswords',
    unit: 'count',
    min: 1,
    max: 10_000,
    doc: 'wrong passwords from an address',
  },
  'wrong-password-window': {
    key: 'wrongPasswordWindow',
    unit: 's',
    min: 1,
    max: 86_400,
    doc: 'time in which these count',
  },
  accounts: { key: 'accounts', unit: 'count', min: 1, max: 1_000_000, doc: 'registered names' },
  'keys-an-account': { key: 'accountKeys', unit: 'count', min: 1, max: 1_000, doc: 'keys of each' },
  'account-password': {
    key: 'passwordAtLeast',
    unit: 'count',
    min: 1,
    max: 64,
    doc: 'characters of the password of an account at least',
  },
  'resume-time': {
    key: 'resumeWithin',
    unit: 's',
    min: 0,
    max: 3_600,
    doc: 'time within which one who was cut off may come back',
  },
  'sessions-kept': {
    key: 'absentSessions',
    unit: 'count',
    min: 0,
    max: 100_000,
    doc: 'sessions kept for those who were cut off',
  },
  'texts-kept': {
    key: 'missedTexts',
    unit: 'count',
    min: 0,
    max: 10_000,
    doc: 'chat messages kept for each of them',
  },
} as const satisfies Record<string, LimitRow>

export type LimitName = keyof typeof limitTable

export const limitNames = Object.keys(limitTable) as LimitName[]

/** A value of a limit as people read it: `5 s`. */
export function limitText(name: LimitName, value: number): string {
  const { text, size } = units[limitTable[name].unit]
  return `${value / size} ${text}`.trimEnd()
}

/** What a limit may be: `from 0.5 to 600 s`. */
export function limitRange(name: LimitName): string {
  const { min, max, unit } = limitTable[name]
  return `from ${min} to ${max} ${units[unit].text}`.trimEnd()
}

/** A line of help for each limit. */
export function limitLines(): string[] {
  const width = Math.max(...limitNames.map((name) => name.length)) + 2
  return limitNames.map((name) => {
    const { key, doc } = limitTable[name]
    const value = `default ${limitText(name, limits[key])}, ${limitRange(name)}`
    return `${name.padEnd(width)}${doc} (${value})`
  })
}

/**
 * Reads `NAME=VALUE`, the unit at the end left out or not.
 * @returns the limit in its own unit, as a part of `Limits`.
 * @throws RangeError with a sentence for people.
 */
export function readLimit(text: string): Partial<Limits> {
  const [, name = '', value = '', suffix = ''] = /^([a-z-]+)=([\d.]+) ?([A-Za-z]*)$/.exec(text.trim()) ?? []
  if (!isLimitName(name)) {
    throw new RangeError(`It must be NAME=VALUE, where NAME is one of ${limitNames.join(', ')}.`)
  }
  const { key, min, max, unit } = limitTable[name]
  const { text: written, size, whole } = units[unit]
  const number = Number(value)
  const fits = number >= min && number <= max && (Number.isInteger(number) || !whole)
  if (!fits || (suffix !== '' && suffix !== written)) {
    throw new RangeError(`${name} must be a ${whole ? 'whole ' : ''}number ${limitRange(name)}.`)
  }
  return { [key]: number * size }
}

function isLimitName(name: string): name is LimitName {
  return Object.hasOwn(limitTable, name)
}
