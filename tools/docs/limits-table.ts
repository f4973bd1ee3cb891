import { limits } from '../../src/protocol/limits.ts'
import {
  type LimitName,
  limitNames,
  limitRange,
  limitTable,
  limitText,
} from '../../src/server/limits/limit-table.ts'

interface Row {
  /** What is limited. */
  what: string
  value: string
  /** What `--limit` calls what an operator may choose of it, or an option of its own. */
  option?: readonly (LimitName | `--${string}`)[]
  /** What happens to who goes beyond. */
  beyond: string
}

const CLOSED = 'told why, closed'
const REFUSED = `\`too_fast\`; closed after ${limits.refusedMessages} refusals in ${seconds(limits.refusedWindow)}`

/** Every limit that is held against a client which is hostile or broken. */
const rows: readonly Row[] = [
  {
    what: 'connections in all',
    option: ['--max-connections'],
    value: whole(limits.connections),
    beyond: '`limit`, closed before anything else is read',
  },
  {
    what: 'connections from an address of another machine',
    option: ['--max-connections-per-address'],
    value: whole(limits.connectionsPerAddress),
    beyond: 'the same',
  },
  {
    what: 'silence of a machine that is asked by TCP keepalive from time to time',
    value: `${seconds(limits.keepAlive)} and what the kernel adds`,
    option: ['keep-alive'],
    beyond: 'closed',
  },
  {
    what: 'to the end of the TLS handshake',
    value: seconds(limits.handshake),
    option: ['handshake'],
    beyond: 'closed',
  },
  {
    what: 'from there to the first action',
    value: seconds(limits.firstAction),
    option: ['first-action'],
    beyond: '`timeout`, closed',
  },
  {
    what: 'silence of a client that sent heartbeats',
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
    what: 'chat and word of recordings',
    value: `${bytes(limits.toldBurst)} at once, then ${bytes(limits.toldPerSecond)} a second`,
    option: ['text-burst', 'text-rate'],
    beyond: REFUSED,
  },
  {
    what: 'rooms made by a client',
    value: `${limits.createdRooms} a minute`,
    option: ['rooms-a-minute'],
    beyond: REFUSED,
  },
  { what: 'rooms of a server', value: whole(limits.rooms), option: ['rooms'], beyond: '`limit`' },
  {
    what: 'voice of a client',
    value: `${limits.voiceSpeed} times real time, bursts of ${seconds(limits.voiceBurst)}`,
    option: ['voice-speed', 'voice-burst', 'voice-patience'],
    beyond: `dropped and counted; after ${seconds(limits.voicePatience)} of it ${REFUSED}`,
  },
  { what: 'a message with a picture, or a part of one', value: bytes(limits.picturePayload), beyond: CLOSED },
  {
    what: 'a picture that is shared',
    value: `${whole(limits.picturePixels)} pixels, ${whole(limits.pictureSide)} a side`,
    beyond: `\`bad_message\`, not passed on`,
  },
  {
    what: 'pictures that a client shares',
    value: `${limits.picturesPerSecond} and ${bytes(limits.pictureBytesPerSecond)} a second, of which a message takes its payload and ${bytes(limits.pictureOverhead)}`,
    option: ['picture-rate', 'picture-bytes'],
    beyond: 'dropped; `too_fast` once a second at most',
  },
  {
    what: 'pictures waiting for a slow watcher',
    value: `the one that is sent and ${bytes(limits.pictureBacklog)}, ${bytes(limits.pictureQueue)} in all`,
    option: ['picture-backlog', 'picture-queue'],
    beyond: 'dropped; it goes on with the next keyframe',
  },
  {
    what: 'requests for a whole picture',
    value: `one in ${seconds(limits.keyframePause)}`,
    option: ['keyframe-pause'],
    beyond: 'those who watch wait',
  },
  {
    what: 'wrong passwords from an address',
    value: `${limits.wrongPasswords} in ${seconds(limits.wrongPasswordWindow)}`,
    option: ['wrong-passwords', 'wrong-password-window'],
    beyond: '`too_fast`',
  },
  {
    what: 'characters of the password of an account, at least',
    value: whole(limits.passwordAtLeast),
    option: ['account-password'],
    beyond: '`bad_message`',
  },
  {
    what: 'registered names',
    value: whole(limits.accounts),
    option: ['accounts'],
    beyond: '`limit`',
  },
  {
    what: 'keys of each of them',
    value: whole(limits.accountKeys),
    option: ['keys-an-account'],
    beyond: 'status `too many keys`',
  },
  {
    what: 'bans of a room, and of the server',
    value: whole(limits.bans),
    option: ['bans'],
    beyond: 'the one that is over soonest gives way',
  },
  {
    what: 'voice waiting for a slow reader',
    value: `${limits.voiceAge} ms`,
    option: ['voice-age'],
    beyond: 'newer voice is dropped',
  },
  {
    what: 'payloads that a client has not acknowledged',
    value: bytes(limits.window),
    option: ['window', 'ack-patience'],
    beyond: `newer voice replaces older; closed after ${seconds(limits.ackPatience)}`,
  },
  {
    what: 'other messages waiting for a slow reader',
    value: bytes(limits.controlBacklog),
    option: ['backlog'],
    beyond: '`too_slow`, closed',
  },
  {
    what: 'sessions kept for those who were cut off',
    value: `${whole(limits.absentSessions)}, for ${seconds(limits.resumeWithin)}`,
    option: ['sessions-kept', 'resume-time'],
    beyond: 'they come back as strangers',
  },
  {
    what: 'chat messages kept for each of them',
    value: whole(limits.missedTexts),
    option: ['texts-kept'],
    beyond: 'the oldest are left out',
  },
  {
    what: 'refused messages',
    value: `${limits.refusedMessages} in ${seconds(limits.refusedWindow)}`,
    option: ['refused-messages', 'refused-window'],
    beyond: '`too_fast`, closed',
  },
  {
    what: 'recordings by the server that a client begins (`--recordings`)',
    value: `${limits.begunRecordings} a minute`,
    option: ['recordings-a-minute'],
    beyond: REFUSED,
  },
  {
    what: 'recordings that the server makes at one time (`--recordings`)',
    value: whole(limits.recordings),
    option: ['recordings'],
    beyond: '`limit`',
  },
  {
    what: 'people with a track of their own in one of them',
    value: whole(limits.recordedTracks),
    option: ['recorded-tracks'],
    beyond: 'they are in the mix alone',
  },
]

/** The limits as a table of Markdown. */
export function limitsTable(): string {
  const lines = rows.map(({ what, value, option = [], beyond }) => {
    const options = option.map((name) => `\`${name}\``).join(', ')
    return `| ${what} | ${value} | ${options} | ${beyond} |`
  })
  return ['| what | limit | to change it | beyond it |', '| --- | --- | --- | --- |', ...lines].join('\n')
}

/** What the server keeps for one connection at the most, as a table of Markdown. */
export function memoryTable(): string {
  const kept: [string, string][] = [
    [
      'of a line that is not whole yet',
      `${bytes(2 * limits.line)}; ${bytes(2 * limits.strangerLine)} of a stranger`,
    ],
    [
      'of a payload that is not whole yet',
      `${bytes(2 * limits.voicePayload)}; ${bytes(2 * limits.picturePayload)} of a picture`,
    ],
    ['read, and waiting behind what is worked on', '64 KiB'],
    ['messages to the client', `${bytes(limits.controlBacklog)} and the last of them`],
    ['voice to the client', `${limits.voiceAge} ms, shared with those who hear the same`],
    [
      'pictures to the client',
      `${bytes(limits.pictureWrites)}, and ${bytes(limits.pictureQueue)} shared with those who watch the same`,
    ],
    ['voice of the client, before it is mixed', '320 ms'],
    ['chat messages for one who was cut off', `${limits.missedTexts}, shared with those who missed the same`],
  ]
  const lines = kept.map((row) => `| ${row.join(' | ')} |`)
  return ['| what | at most |', '| --- | --- |', ...lines].join('\n')
}

/** What `--limit` takes, for chat-server(1): a name, its default and range, and what it is. */
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
