import { limits } from '../src/protocol/limits.ts'

interface Row {
  /** What is limited. */
  what: string
  value: string
  /** What happens to who goes beyond. */
  beyond: string
}

const CLOSED = 'told why, closed'
const REFUSED = `\`too_fast\`; closed after ${limits.refusedMessages} refusals in ${seconds(limits.refusedWindow)}`

/** Every limit that is held against a client which is hostile or broken. */
const rows: readonly Row[] = [
  {
    what: 'connections in all (`--max-connections`)',
    value: whole(limits.connections),
    beyond: '`limit`, closed before anything else is read',
  },
  {
    what: 'connections from an address of another machine (`--max-connections-per-address`)',
    value: whole(limits.connectionsPerAddress),
    beyond: 'the same',
  },
  {
    what: 'silence of a machine that is asked by TCP keepalive from time to time',
    value: `${seconds(limits.keepAlive)} and what the kernel adds`,
    beyond: 'closed',
  },
  { what: 'to the end of the TLS handshake', value: seconds(limits.handshake), beyond: 'closed' },
  { what: 'from there to the first action', value: seconds(limits.firstAction), beyond: '`timeout`, closed' },
  {
    what: 'silence of a client that sent heartbeats',
    value: seconds(limits.heartbeatPatience),
    beyond: CLOSED,
  },
  { what: 'a line', value: bytes(limits.line), beyond: CLOSED },
  { what: 'a line before `hello` or `join`', value: bytes(limits.strangerLine), beyond: CLOSED },
  { what: 'a voice payload', value: bytes(limits.voicePayload), beyond: CLOSED },
  {
    what: 'chat messages',
    value: `${limits.saidBurst} at once, then ${limits.saidPerSecond} a second`,
    beyond: REFUSED,
  },
  {
    what: 'chat and word of recordings',
    value: `${bytes(limits.toldBurst)} at once, then ${bytes(limits.toldPerSecond)} a second`,
    beyond: REFUSED,
  },
  { what: 'rooms made by a client', value: `${limits.createdRooms} a minute`, beyond: REFUSED },
  { what: 'rooms of a server', value: whole(limits.rooms), beyond: '`limit`' },
  {
    what: 'voice of a client',
    value: `${limits.voiceSpeed} times real time, bursts of ${seconds(limits.voiceBurst)}`,
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
    beyond: 'dropped; `too_fast` once a second at most',
  },
  {
    what: 'pictures waiting for a slow watcher',
    value: `the one that is sent and ${bytes(limits.pictureBacklog)}, ${bytes(limits.pictureQueue)} in all`,
    beyond: 'dropped; it goes on with the next keyframe',
  },
  {
    what: 'wrong passwords from an address',
    value: `${limits.wrongPasswords} in ${seconds(limits.wrongPasswordWindow)}`,
    beyond: '`too_fast`',
  },
  {
    what: 'voice waiting for a slow reader',
    value: `${limits.voiceAge} ms`,
    beyond: 'newer voice is dropped',
  },
  {
    what: 'payloads that a client has not acknowledged',
    value: bytes(limits.window),
    beyond: `newer voice replaces older; closed after ${seconds(limits.ackPatience)}`,
  },
  {
    what: 'other messages waiting for a slow reader',
    value: bytes(limits.controlBacklog),
    beyond: '`too_slow`, closed',
  },
  {
    what: 'sessions kept for those who were cut off',
    value: `${whole(limits.absentSessions)}, for ${seconds(limits.resumeWithin)}`,
    beyond: 'they come back as strangers',
  },
  {
    what: 'recordings by the server that a client begins (`--recordings`)',
    value: `${limits.begunRecordings} a minute`,
    beyond: REFUSED,
  },
  {
    what: 'recordings that the server makes at one time (`--recordings`)',
    value: whole(limits.recordings),
    beyond: '`limit`',
  },
  {
    what: 'people with a track of their own in one of them',
    value: whole(limits.recordedTracks),
    beyond: 'they are in the mix alone',
  },
]

/** The limits as a table of Markdown. */
export function limitsTable(): string {
  const lines = rows.map(({ what, value, beyond }) => `| ${what} | ${value} | ${beyond} |`)
  return ['| what | limit | beyond it |', '| --- | --- | --- |', ...lines].join('\n')
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
