import { sizeText } from '../../src/lib/size-text.ts'
import { limits } from '../../src/protocol/limits.ts'
import { type LimitName, limitNames, limitTable } from '../../src/server/limits/limit-table.ts'
import { limitRange, limitText } from '../../src/server/limits/limit-values.ts'

interface Row {
  /** The subject of the limit. */
  what: string
  value: string
  /** The names of the limit for `--limit`, or the option that sets it. */
  option?: readonly (LimitName | `--${string}`)[]
  /** What happens when a client exceeds it. */
  beyond: string
}

const CLOSED = 'closed, with an error'
const REFUSED = `\`too_fast\`; closed after ${limits.refusedMessages} refusals in ${seconds(limits.refusedWindow)}`

/** Every limit that protects the server and other people from a hostile or broken client. */
const rows: readonly Row[] = [
  {
    what: 'connections in total',
    option: ['--max-connections'],
    value: whole(limits.connections),
    beyond: '`limit`, closed before anything is read',
  },
  {
    what: 'connections from one address, or one IPv6 network (/64), of another machine',
    option: ['--max-connections-per-address'],
    value: whole(limits.connectionsPerAddress),
    beyond: 'the same',
  },
  {
    what: 'connections of browsers that load the page; open pages count as connections above',
    option: ['page-connections'],
    value: whole(limits.pageConnections),
    beyond: 'HTTP 503',
  },
  {
    what: 'the same from one address, or one IPv6 network (/64), of another machine',
    option: ['page-connections-per-address'],
    value: whole(limits.pageConnectionsPerAddress),
    beyond: 'HTTP 503',
  },
  {
    what: 'HTTP requests from one address',
    option: ['page-requests', 'page-request-window'],
    value: `${whole(limits.pageRequests)} in ${seconds(limits.pageRequestWindow)}`,
    beyond: 'HTTP 429',
  },
  {
    what: 'no answer to TCP keepalive',
    value: `${seconds(limits.keepAlive)} plus what the kernel adds`,
    option: ['keep-alive'],
    beyond: 'closed',
  },
  { what: 'TLS handshake', value: seconds(limits.handshake), option: ['handshake'], beyond: 'closed' },
  {
    what: 'time from the handshake to the first action',
    value: seconds(limits.firstAction),
    option: ['first-action'],
    beyond: '`timeout`, closed',
  },
  {
    what: 'silence of a client that has sent heartbeats',
    value: seconds(limits.heartbeatPatience),
    option: ['heartbeat-patience'],
    beyond: CLOSED,
  },
  { what: 'a line', value: bytes(limits.line), beyond: CLOSED },
  { what: 'a line before `hello` or `join`', value: bytes(limits.strangerLine), beyond: CLOSED },
  { what: 'a voice payload', value: bytes(limits.voicePayload), beyond: CLOSED },
  {
    what: 'actions of a client',
    value: `${limits.askedBurst} at once, then ${limits.askedPerSecond} a second`,
    option: ['asked-burst', 'asked-rate'],
    beyond: 'read slower',
  },
  {
    what: 'voice messages and acknowledgements of a client',
    value: `${whole(limits.streamedBurst)} at once, then ${whole(limits.streamedPerSecond)} a second`,
    option: ['streamed-burst', 'streamed-rate'],
    beyond: 'read slower',
  },
  {
    what: 'chat messages',
    value: `${limits.saidBurst} at once, then ${limits.saidPerSecond} a second`,
    option: ['chat-burst', 'chat-rate'],
    beyond: REFUSED,
  },
  {
    what: 'chat texts and recording notices',
    value: `${bytes(limits.toldBurst)} at once, then ${bytes(limits.toldPerSecond)} a second`,
    option: ['text-burst', 'text-rate'],
    beyond: REFUSED,
  },
  {
    what: 'rooms created by a client',
    value: `${limits.createdRooms} a minute`,
    option: ['rooms-a-minute'],
    beyond: REFUSED,
  },
  { what: 'rooms on a server', value: whole(limits.rooms), option: ['rooms'], beyond: '`limit`' },
  {
    what: 'voice of a client',
    value: `${limits.voiceSpeed} times real time, bursts of ${seconds(limits.voiceBurst)}`,
    option: ['voice-speed', 'voice-burst', 'voice-patience'],
    beyond: `dropped and counted; after ${seconds(limits.voicePatience)} of that ${REFUSED}`,
  },
  {
    what: 'people mixed at the same time in a room',
    value: `${limits.roomTalkers}, fewer while the server is overloaded`,
    option: ['talkers'],
    beyond: 'the loudest are mixed; people who spoke within the last second are preferred',
  },
  {
    what: 'people mixed at the same time from one address of another machine',
    value: whole(limits.addressTalkers),
    option: ['talkers-an-address'],
    beyond: 'the same',
  },
  { what: 'a message with a picture or a piece of one', value: bytes(limits.picturePayload), beyond: CLOSED },
  {
    what: 'a shared picture',
    value: `${whole(limits.picturePixels)} pixels, ${whole(limits.pictureSide)} per side`,
    beyond: '`bad_message`, not relayed',
  },
  {
    what: 'pictures shared by a client',
    value: `${limits.picturesPerSecond} and ${bytes(limits.pictureBytesPerSecond)} a second; a message counts as its payload and ${bytes(limits.pictureOverhead)}`,
    option: ['picture-rate', 'picture-bytes'],
    beyond: 'dropped; `too_fast` at most once a second',
  },
  {
    what: 'pictures waiting for a slow watcher',
    value: `the one being sent and ${bytes(limits.pictureBacklog)}, ${bytes(limits.pictureQueue)} in total`,
    option: ['picture-backlog', 'picture-queue'],
    beyond: 'dropped; continues with the next keyframe',
  },
  {
    what: 'keyframe requests to a sharer',
    value: `one per ${seconds(limits.keyframePause)}`,
    option: ['keyframe-pause'],
    beyond: 'watchers wait',
  },
  {
    what: 'wrong passwords from one address',
    value: `${limits.wrongPasswords} in ${seconds(limits.wrongPasswordWindow)}`,
    option: ['wrong-passwords', 'wrong-password-window'],
    beyond: '`too_fast`',
  },
  {
    what: 'new passwords of rooms and accounts, and new accounts, from one address',
    value: `${limits.newPasswords} in ${seconds(limits.newPasswordWindow)}`,
    option: ['new-passwords', 'new-password-window'],
    beyond: '`too_fast`',
  },
  {
    what: 'accounts whose owners ask for a reset code',
    value: whole(limits.resetAsks),
    option: ['reset-asks'],
    beyond: 'the oldest are dropped',
  },
  {
    what: 'minimum length of the password of an account',
    value: `${whole(limits.passwordAtLeast)} characters`,
    option: ['account-password'],
    beyond: '`bad_message`',
  },
  { what: 'registered names', value: whole(limits.accounts), option: ['accounts'], beyond: '`limit`' },
  {
    what: 'keys per registered name',
    value: whole(limits.accountKeys),
    option: ['keys-an-account'],
    beyond: 'status `too many keys`',
  },
  {
    what: 'connections logged in to one account',
    value: whole(limits.accountSessions),
    option: ['sessions-an-account'],
    beyond: 'status `too many sessions`',
  },
  {
    what: 'bans per room, and on the server',
    value: whole(limits.bans),
    option: ['bans'],
    beyond: 'the ban that expires first is dropped',
  },
  {
    what: 'voice waiting for a slow reader',
    value: `${limits.voiceAge} ms`,
    option: ['voice-age'],
    beyond: 'newer voice is dropped',
  },
  {
    what: 'unacknowledged payload bytes',
    value: bytes(limits.window),
    option: ['window', 'ack-patience'],
    beyond: `newer voice replaces older; cut off after ${seconds(limits.ackPatience)} without an acknowledgement`,
  },
  {
    what: 'other messages waiting for a slow reader',
    value: bytes(limits.controlBacklog),
    option: ['backlog'],
    beyond: '`too_slow`, cut off',
  },
  {
    what: 'sessions kept for clients that were cut off',
    value: `${whole(limits.absentSessions)}, ${whole(limits.absentPerAddress)} of them from one address, for ${seconds(limits.resumeWithin)}`,
    option: ['sessions-kept', 'sessions-kept-per-address', 'resume-time'],
    beyond: 'the newest session in no room, of the address with most, returns as a new client',
  },
  {
    what: 'chat messages kept for each of these',
    value: whole(limits.missedTexts),
    option: ['texts-kept'],
    beyond: 'the oldest are dropped',
  },
  {
    what: 'messages of a room that latecomers are told',
    value: whole(limits.historyTexts),
    option: ['history-messages'],
    beyond: 'the oldest are dropped',
  },
  {
    what: 'memory for the messages of all rooms',
    value: bytes(limits.historyBytes),
    option: ['history-memory'],
    beyond: 'the oldest of the largest room are dropped',
  },
  {
    what: 'requests for the history of a client',
    value: `${limits.historyBurst} at once, then ${limits.historyPerSecond} a second`,
    option: ['history-burst', 'history-rate'],
    beyond: '`too_fast`',
  },
  {
    what: 'calls and invitations of a client',
    value: `${limits.placedCalls} a minute`,
    option: ['calls-a-minute'],
    beyond: 'status `too many`',
  },
  {
    what: 'time for which a call rings',
    value: seconds(limits.ringFor),
    option: ['ring-time'],
    beyond: 'it ends with `no answer`',
  },
  {
    what: 'time within which a lost connection does not end a call',
    value: seconds(limits.callResumeWithin),
    option: ['call-resume-time'],
    beyond: 'it ends with `connection lost`',
  },
  {
    what: 'missed calls kept for an account until its next login',
    value: whole(limits.missedCalls),
    option: ['missed-calls'],
    beyond: 'the oldest are dropped',
  },
  {
    what: 'people that one person blocks',
    value: whole(limits.blocked),
    option: ['blocked-people'],
    beyond: 'status `too many`',
  },
  {
    what: 'list of people',
    value: '128 KiB',
    beyond: 'the others are counted in `more`, and found by `search`; long lists are pushed less often',
  },
  {
    what: 'refused messages',
    value: `${limits.refusedMessages} in ${seconds(limits.refusedWindow)}`,
    option: ['refused-messages', 'refused-window'],
    beyond: '`too_fast`, closed',
  },
  {
    what: 'server recordings started by a client (`--recordings`)',
    value: `${limits.begunRecordings} a minute`,
    option: ['recordings-a-minute'],
    beyond: REFUSED,
  },
  {
    what: 'simultaneous server recordings (`--recordings`)',
    value: whole(limits.recordings),
    option: ['recordings'],
    beyond: '`limit`',
  },
  {
    what: 'simultaneous server recordings for people at one address',
    value: whole(limits.addressRecordings),
    option: ['recordings-an-address'],
    beyond: '`limit`',
  },
  {
    what: 'server recordings started from one address',
    value: `${limits.addressBegunRecordings} a minute`,
    option: ['recordings-a-minute-an-address'],
    beyond: REFUSED,
  },
  {
    what: 'size of one recording',
    value: sizeText(limits.recordingBytes),
    option: ['recording-size'],
    beyond: 'it ends; the room is told why',
  },
  {
    what: 'length of one recording, pauses included',
    value: `${limits.recordingTime / 3_600_000} h`,
    option: ['recording-time'],
    beyond: 'it ends; the room is told why',
  },
  {
    what: 'size of all recordings of the server',
    value: sizeText(limits.recordingsBytes),
    option: ['recordings-size'],
    beyond: 'all end, and none starts (`cannot_record`)',
  },
  {
    what: 'free space that recordings leave on the disk',
    value: `${sizeText(limits.diskReserve)} or ${limits.diskReservePercent} % of the disk, whichever is less`,
    option: ['disk-reserve', 'disk-reserve-percent'],
    beyond: 'all end, and none starts (`cannot_record`)',
  },
  {
    what: 'people listed in one recording',
    value: whole(limits.recordedPeople),
    option: ['recorded-people'],
    beyond: 'those who left without a track are dropped',
  },
  {
    what: 'people with a separate track in one recording',
    value: whole(limits.recordedTracks),
    option: ['recorded-tracks'],
    beyond: 'they are in the mix only',
  },
]

/** The limits as a Markdown table. */
export function limitsTable(): string {
  const lines = rows.map(({ what, value, option = [], beyond }) => {
    const options = option.map((name) => `\`${name}\``).join(', ')
    return `| ${what} | ${value} | ${options} | ${beyond} |`
  })
  return ['| what | limit | name | when exceeded |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

/** The bounds on the memory that the server holds for one connection, as a Markdown table. */
export function memoryTable(): string {
  const kept: [string, string][] = [
    ['an incomplete line', `${bytes(2 * limits.line)}; ${bytes(2 * limits.strangerLine)} before \`hello\` or \`join\``],
    ['an incomplete payload', `${bytes(2 * limits.voicePayload)}; ${bytes(2 * limits.picturePayload)} for a picture`],
    ['input that waits for the current action', '64 KiB'],
    ['messages to the client', `${bytes(limits.controlBacklog)} and the last message`],
    ['voice to the client', `${limits.voiceAge} ms, shared with listeners of the same mix`],
    [
      'pictures to the client',
      `${bytes(limits.pictureWrites)}, and ${bytes(limits.pictureQueue)} shared with watchers of the same picture`,
    ],
    ['voice from the client, before it is mixed', '320 ms'],
    ['chat messages for a client that was cut off', `${limits.missedTexts}, shared with others who missed the same`],
  ]
  const lines = kept.map((row) => `| ${row.join(' | ')} |`)
  return ['| what | maximum |', '| --- | --- |', ...lines].join('\n')
}

/** The limits that `--limit` changes, for chat-server(1): name, meaning, default and range. */
export function limitEntries(): { name: string; doc: string }[] {
  return limitNames.map((name) => {
    const { key, doc } = limitTable[name]
    return { name, doc: `${doc}. Default: ${limitText(name, limits[key])}, ${limitRange(name)}` }
  })
}

function seconds(ms: number): string {
  return `${ms / 1_000} s`
}

function bytes(count: number): string {
  return count < 1_024 * 1_024 ? `${count / 1_024} KiB` : `${count / 1_024 / 1_024} MiB`
}

function whole(count: number): string {
  return count.toLocaleString('en-US')
}
