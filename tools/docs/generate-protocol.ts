import type { TSchema } from '@sinclair/typebox'
import { MAX_FRAME_MS, MIN_FRAME_MS } from '../../src/audio/format.ts'
import { actions } from '../../src/protocol/actions.ts'
import { PersonHere } from '../../src/protocol/call-messages.ts'
import { type ErrorEntry, errors } from '../../src/protocol/errors.ts'
import { labels } from '../../src/protocol/labels.ts'
import { limits } from '../../src/protocol/limits.ts'
import { BanDetails } from '../../src/protocol/moderation-messages.ts'
import { secretPaths } from '../../src/protocol/secrets.ts'
import { RoomDetails, User } from '../../src/protocol/shapes.ts'
import type { ActionEntry, Entry } from '../../src/protocol/vocabulary-entry.ts'
import { encode } from '../../src/protocol/wire/encoder.ts'
import { table } from './markdown.ts'

/** Shapes that have a name in the docs and are described once. */
const SHAPES = new Map<TSchema, string>([
  [User, 'User'],
  [RoomDetails, 'RoomDetails'],
  [BanDetails, 'BanDetails'],
  [PersonHere, 'PersonHere'],
])

/** The text of docs/PROTOCOL.md, generated from the tables of the contract. */
export function protocolDocs(): string {
  const parts = [
    INTRODUCTION,
    FRAMING,
    AUTHENTICATION,
    SESSIONS,
    ACCOUNTS,
    MODERATION,
    CALLS,
    VOICE,
    PICTURES,
    PACE,
    `## Errors\n\n${ERRORS}\n\n${errorTable()}`,
    `## Limits\n\n${limitTable()}`,
    `## Shapes\n\n${[...SHAPES].map(([schema, name]) => `### ${name}\n\n${fieldTable(schema)}`).join('\n\n')}`,
    `## Actions: what a client sends\n\n${Object.entries<ActionEntry>(actions).map(actionDoc).join('\n\n')}`,
    `## Labels: what the server sends\n\n${Object.entries<Entry>(labels).map(labelDoc).join('\n\n')}`,
  ]
  return `${parts.join('\n\n')}\n`
}

const kib = (bytes: number) => `${bytes / 1024} KiB`

const INTRODUCTION = `# The protocol, version 1

<!-- Made by tools/docs/generate-protocol.ts from src/protocol. Change it there. -->

Everything that a client for a Parlor server needs to know. A client can be written in any language; by hand, netcat is enough:

\`\`\`
$ printf '{"action":"list"}\\n' | nc -q1 127.0.0.1 12345
{"label":"list_rooms","rooms":[],"details":[]}
\`\`\`

To be heard, a client does four things: connect by TCP, \`create\` a room if it does not exist, \`join\` it, and send a \`voice\` message for each frame, every 20 ms unless \`hello\` says otherwise.`

const FRAMING = `## Framing

One TCP connection is one client. Both directions carry messages. A message is one JSON object on one line, in UTF-8, terminated by \`\\n\`. The server also accepts \`\\r\\n\` and ignores blank lines; it sends only \`\\n\`.

A message of a client has its type in the field \`action\`, a message of the server in the field \`label\`. Both sides must ignore fields that are not in these tables: a newer program may send more.

**Payloads.** A message with a field \`bytes\` is followed, directly after the \`\\n\`, by exactly that many raw bytes. They are never parsed as messages, whatever they contain, and no line end follows them. \`bytes\` is an integer above 0.

\`\`\`
{"action":"voice","bytes":1920}\\n<1920 bytes>{"action":"list"}\\n
\`\`\`

Only actions that declare a payload may carry one. With another action, up to ${kib(limits.skippedPayload)} are skipped and the message is refused (\`unexpected_payload\`); more closes the connection (\`too_large\`).

**Replies and pushes.** A client may put an \`id\`, an integer or a string of at most 64 characters, on any action. The reply to that action carries the same \`id\`, and so does an error about it. Pushes, which the server sends unasked, carry none. Replies are sent in the order of the actions; pushes may be sent between them.

**Errors in messages.** A correctly framed message with invalid content (an unknown action, a missing or mistyped field, an action that is not possible now) is answered with an \`error\`, and the connection stays open. After ${limits.refusedMessages} of these within ${limits.refusedWindow / 1000} s it is closed. Broken framing (a line or a payload over its limit, invalid UTF-8, invalid JSON, not an object, \`bytes\` that is not an integer above 0, an end of input within a message) is answered with an \`error\` and closed, because the following input cannot be delimited.

A status other than \`ok\` in a reply is not an error: it states why nothing was done.

**Closing.** When a client closes its sending side, the server answers everything it was asked and then closes. \`exit\` requests the same. Before the server shuts down it pushes \`terminate\`.

**Names** of people and rooms have 1 to ${limits.name} code points, counted after surrounding white space is removed and the rest is normalised to Unicode NFKC. They must not contain invisible characters: no control, bidi, zero-width or unassigned characters, no combining marks without a character to combine with, and no characters without a glyph. Joiners (U+200C, U+200D) are allowed where Unicode lets them join: between cursive letters and after a virama (RFC 5892, appendix A), and in emoji of Unicode's recommended set. Two names that look the same to a person, because of case or look-alike letters (UTS #39), conflict; so does a name whose letters look like those of \`Server\`, which is reserved.`

/** The actions that are allowed before the server's password was given. */
const OPEN = Object.entries<ActionEntry>(actions).flatMap(([name, { open }]) => (open ? [`\`${name}\``] : []))

/** The secret fields of all actions, such as `hello.password`. */
const SECRET_FIELDS = Object.entries<ActionEntry>(actions)
  .flatMap(([name, { fields }]) => secretPaths(fields).map((path) => `\`${name}.${path}\``))
  .join(', ')

const AUTHENTICATION = `## Encryption and passwords

One port takes connections with TLS 1.3 (RFC 8446) and without, and tells them apart by the first bytes: a TLS record begins with 0x16, an HTTP request with a method, and everything else is a line of this protocol. Inside TLS the protocol is the same. An operator can refuse one of the two ways; the announcement says whether TLS is there (\`tls\`). Certificates are usually self-signed, and their names and dates mean nothing: a client identifies a server by the SHA-256 of its public key (SubjectPublicKeyInfo), which it stores at the first visit and compares at each later one, before it sends a message. A client that does not finish the handshake within ${limits.handshake / 1000} s of connecting is closed. A client without TLS on a server that requires it receives the error \`tls_wanted\` in plain JSON and is closed; a client with TLS on a server without it receives \`bad_message\`.

**WebSockets.** \`GET /ws\` with the subprotocol \`parlor.1\` upgrades to a WebSocket (RFC 6455), from pages of the server itself only: \`Host\` must name the server, and \`Origin\` must match it. One binary message carries exactly one message of this protocol, its line with the line feed and then its payload. A text message, or one with other boundaries, closes with 1002; one over the limits closes with 1009. Everything else is as over TCP, acknowledgements too. A server without a web client (\`--no-web\`) answers HTTP with \`426\`.

A client should try TLS first, and connect without it only if the server does not answer by TLS and was never known to have it. \`tls\` in the \`features\` of \`hello\` says that the server has TLS: a client that got there without it was kept from it by something.

**Secrets** are passwords, reset codes and tokens: ${SECRET_FIELDS}. A server that has TLS refuses an action with one of them on a connection without TLS from another machine, with the error \`tls_wanted\`, before it compares anything; that connection stays open.

A server may require a password, which is sent in \`hello\`. Until \`hello\` was answered \`ok\`, only ${OPEN.join(', ')} are allowed; everything else is refused (\`not_allowed\`). A client that does not know whether a password is required sends \`hello\` without it first, and so never sends it to a server that does not require it.

Checking the password of an account takes a moment by design; further actions of that client wait until it is done. Others wait as well if many passwords are checked: addresses take turns. After ${limits.wrongPasswords} wrong passwords from one address within ${limits.wrongPasswordWindow / 1000} s, of server and rooms together, further attempts are refused (\`too_fast\`) until that time is over. So are further new passwords, of rooms and accounts, after ${limits.newPasswords} from one address within ${limits.newPasswordWindow / 1000} s. A client that returns to a server by itself treats \`too_fast\` as a reason to try again later.

A \`join\` with a password never succeeds in a room without one (\`wrong password\`). After a restart anybody can create a room under the name of another; a client that was in a private room therefore sends its password when it returns, and creates the room with it if it does not exist.`

const SESSIONS = `## Sessions

A client that sends \`resumable\` with \`hello\` receives a token (\`resume\`). If its connection is lost without \`exit\`, its session is kept for ${limits.resumeWithin / 1000} s: the user stays in the room, as host if they are, what the server records for them goes on, and others see them as \`reconnecting\`. A \`hello\` with the token, from any address, continues the session: same id, name and room. It then receives the last ${limits.missedTexts} chat messages that it missed. A token works once; the reply carries the next one. Because the connection may be lost before that reply arrives, the old token remains valid until the client sends its first action other than \`ping\`.

Until then the name is theirs: others who ask for it, or for one that looks the same, get \`conflict\`. A client that comes from the same address (IPv6: the same /64 network), or is logged in to the same account, gets it without a token, which ends the old session. The server keeps ${limits.absentSessions} such sessions, ${limits.absentPerAddress} of them from one address; of more, a new one from the address with the most is not kept.

A connection that the server closes because the client stalled or fell silent counts as lost. The table of errors shows what becomes of the session.`

const ACCOUNTS = `## Accounts

A server may let people register their names (\`register\`); a server without accounts answers \`no accounts\`. Nobody else can use a registered name, or one that looks the same: \`hello\` and \`rename\` answer \`name registered\`, and the connection stays open. The owner sends \`login\`, and then \`hello\` again; \`room_users\` marks them as \`registered\`.

**By a key.** \`challenge\` returns a text that is valid once, for this connection. The client signs, with Ed25519 (RFC 8032), the UTF-8 bytes of these four lines, each terminated by \`\\n\`: \`parlor login 1\`; the SHA-256 of the server's public key in hex as the client saw it, or \`no TLS\`; the challenge; the name, in NFKC. A page cannot see that key: a client over a WebSocket signs \`web \` and the \`Origin\` of its upgrade in the second line instead. A signature for one server, one connection and one name is worthless elsewhere. \`login\` carries the public key and the signature in base64url.

Passwords of accounts have at least ${limits.passwordAtLeast} characters. Wrong passwords, wrong keys and wrong codes count together with other wrong passwords from the address; new accounts and new passwords count together with those of rooms.`

const MODERATION = `## Moderation

Two kinds of people may moderate: **operators**, who sent the server's token (\`operate\`), everywhere; and the **host** of a room in that room: its creator, or the person it was handed over to. Both are marked in \`room_users\`. A host stays the host after leaving the room, and over a resumed session. When the host leaves the server, a temporary room passes to the person who has been in it longest. Another room then has no host, and operators moderate it, until the host returns to it, logged in to the same account.

A ban covers a name, all names that look the same, and the address it came from: a host's ban for the room (status \`banned\` at \`join\`), an operator's for the server (error \`banned\`, closed). It also invalidates resume tokens. An IPv6 address is banned with its network (/64). An address that other clients use as well is banned only if an operator sends \`address\`; one of the server's own machine, or one that the moderator shares, never is. Operators cannot be moderated over this protocol. A client without the right to moderate is answered \`not_allowed\`.`

const CALLS = `## People and calls

\`people\` lists everybody, and subscribes to changes. \`call\` rings at every session of a person, who is pushed \`call_ringing\` and answers with \`call_answer\`. Once accepted, both are pushed \`join_room\` with the \`call\` and are in its room, as after \`join\`; \`room_users\`, who records and who shares follow as usual. \`call_ended\` says why it is over for you; if you held a room, \`join_room\` for that room follows. A room of a call is in no list, and \`join\` of others is \`not_allowed\` until somebody in it invites them with \`call_invite\`, which rings as well. \`quit_room\`, \`join\` of another room and \`exit\` hang up, too, without a return to the held room. The server has all timers: ${limits.ringFor / 1000} s without an answer, and ${limits.callResumeWithin / 1000} s to resume a lost connection. [CALLS.md](CALLS.md) has the table of states and events.`

const VOICE = `## Voice

A frame is a short piece of one voice: signed 16-bit little-endian samples, mono, at the server's sample rate, which is sent in \`hello\` and in the reply to \`request_sample_rate\`. Its length is the same for everyone on a server and is sent in \`hello\` as \`frame_ms\`: 20 ms, or 10 on a server that was started for low delay. A client should accept any integer from ${MIN_FRAME_MS} to ${MAX_FRAME_MS}. A frame has round(rate x frame_ms / 1000) samples: 960, or 1920 bytes, for 20 ms at 48000 Hz. A payload of another length is refused (\`bad_frame\`), and the message of the error states the correct one.

Send a frame every \`frame_ms\` while there is something to say. Pauses need not be sent. The server absorbs a burst of 200 ms, and compensates for a clock that is up to 2 % fast or slow.

A member receives the voices of all others as one mix, a frame at a time, and nothing while the others are silent. Frames do not arrive evenly: buffer a few before playing, and play silence when there are none.

**Opus.** If the reply to \`hello\` lists \`opus\`, a voice message may contain \`"codec":"opus"\` and carry one Opus packet (RFC 6716) of \`frame_ms\`, mono, at the server's sample rate, instead of a PCM frame. A packet that cannot be decoded is heard as silence. A client that offered \`opus\` and was granted it receives Opus: all packets on the connection go through one decoder, in the order in which they arrive, regardless of who talks.`

const PICTURES = `## Pictures

A client that shares a screen or a camera sends pictures to the server, which relays them to the watchers only. The server reads their dimensions and never their content. A picture is a list of JPEGs with their positions: a keyframe covers all of it, any other picture only what has changed since the previous one. A picture may be split into several messages of the same \`seq\`, all but the last with \`more\`. Keep each message to ${kib(limits.picturePiece)}, because voice on the same connection waits behind it.

The sharer is notified of the number of watchers (\`screen_watchers\`), and sends nothing while there are none. \`screen_keyframe_wanted\` requests that the next picture be a keyframe, because somebody new watches or has fallen behind. Watchers receive pictures whole and in order, starting with a keyframe. For a watcher that cannot keep up, the server drops what a newer picture covers, including parts of a picture; if that is not enough, it sends the rest of the picture it has begun and then the next keyframe. It never sends more than one piece of a picture before voice. A change of \`seq\` shows where a picture was cut short: pieces of another follow. A client that has lost track sends \`screen_start_watching\` again.

A room has one screen at a time. When the sharer's connection breaks, the share is kept as long as their session, but another member may take the screen.

The server acknowledges payloads to the sharer as a client does to the server, with the label \`ack\`. Keep no more than ${kib(limits.window - limits.voiceRoom)} of pictures unacknowledged, or one message, and your own voice stays on time on any network. A watching client should have sent \`ack\` before: it is then sent no more than that at once, from the first picture on.`

const PACE = `## Flow control

Late sound is worthless, and the network buffers minutes of it for a client that reads slowly. So a client should acknowledge: after every ${kib(limits.ackBytes)} of payload or ${limits.ackAfter} ms, whichever comes first, while payloads arrive, it sends \`ack\` with the total number of payload bytes that it has received on this connection. There is no reply.

For a client that has ever acknowledged, the server keeps at most ${kib(limits.window)} of payload (or two frames, if these are larger) in flight. Newer voice replaces older voice that is still waiting, and voice that has waited longer than ${limits.voiceAge} ms is dropped. A client that stops acknowledging is closed after ${limits.ackPatience / 1000} s (\`too_slow\`). For a client that never acknowledged, only the backlog in the server counts.

Messages other than voice and pictures are never dropped. A client with a backlog of more than ${kib(limits.controlBacklog)} of them is closed (\`too_slow\`).`

const ERRORS = `An \`error\` has a \`code\`, for programs, and a \`message\`, one sentence for people. More codes may be added.

An error that closes the connection ends the session as well, as if the client had sent \`exit\`, if the client broke the protocol or is not welcome. A client that stalled, fell silent, was cut off within a message, or met a fault of the server has done nothing wrong: its session can be resumed like any other whose connection was lost.`

function errorTable(): string {
  const rows = Object.entries<ErrorEntry>(errors).map(([code, { text, closes, lost }]) => {
    const session = closes === 'never' ? '' : lost ? 'can be resumed' : 'ends'
    return [`\`${code}\``, text, closes, session]
  })
  return table(['code', 'meaning', 'closes the connection', 'session then'], rows)
}

function limitTable(): string {
  return table(
    ['what', 'maximum'],
    [
      ['a line to the server, before `hello` or `join` was answered `ok`', `${limits.strangerLine} bytes`],
      ['a line to the server, after that', `${limits.line} bytes`],
      ['a line from the server', `${limits.serverLine} bytes`],
      ['the payload of `voice`', `${limits.voicePayload} bytes`],
      ['the payload of `screen`', `${limits.picturePayload} bytes`],
      ['a picture', `${limits.picturePixels} pixels, ${limits.pictureSide} per side`],
      [
        'pictures shared by a client',
        `${limits.picturesPerSecond} a second, ${limits.pictureBytesPerSecond} bytes a second; a message counts as its payload and ${limits.pictureOverhead}`,
      ],
      ['rooms on a server', `${limits.rooms}`],
      ['a name', `${limits.name} code points`],
      ['a chat text', `${limits.text} code points`],
      [
        'what a client sends to others (texts, recording notices)',
        `${limits.toldBurst} bytes at once and ${limits.toldPerSecond} more each second; a message counts as its text and ${limits.toldOverhead}`,
      ],
      ['a password', `${limits.password} characters`],
      [
        'wrong passwords from one address',
        `${limits.wrongPasswords} within ${limits.wrongPasswordWindow / 1000} s, then \`too_fast\` until these are over`,
      ],
      ['a TLS handshake, from the connection', `${limits.handshake / 1000} s`],
      ['refused messages', `${limits.refusedMessages - 1} within ${limits.refusedWindow / 1000} s`],
    ],
  )
}

function actionDoc([name, entry]: [string, ActionEntry]): string {
  const reply = entry.reply ? `Reply: [\`${entry.reply}\`](#label-${entry.reply}).` : 'No reply.'
  return entryDoc('action', name, entry, reply)
}

function labelDoc([name, entry]: [string, Entry]): string {
  return entryDoc('label', name, entry)
}

function entryDoc(key: 'action' | 'label', name: string, entry: Entry, reply?: string): string {
  const cap = entry.payloadCap > 0 ? `Payload: \`bytes\`, at most ${entry.payloadCap}.` : undefined
  const parts = [
    `### <a id="${key}-${name}"></a>\`${name}\``,
    entry.doc,
    fieldTable(entry.fields),
    [reply, cap].filter((part) => part !== undefined).join(' '),
    `\`\`\`\n${wireLine({ [key]: name, ...entry.example })}\n\`\`\``,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function wireLine(message: object): string {
  const line = encode(message).toString().trimEnd()
  return 'bytes' in message ? `${line} + ${message.bytes} bytes` : line
}

function fieldTable(schema: TSchema): string {
  const required: readonly string[] = schema.required ?? []
  const rows = Object.entries<TSchema>(schema.properties).map(([field, type]) => [
    `\`${field}\``,
    readable(type),
    [required.includes(field) ? '' : 'optional', type.description ?? ''].filter(Boolean).join('; '),
  ])
  return rows.length === 0 ? '' : table(['field', 'type', ''], rows)
}

/** A schema as text for a table cell. */
function readable(schema: TSchema): string {
  const name = SHAPES.get(schema)
  if (name) return `[${name}](#${name.toLowerCase()})`
  if (schema.anyOf) return schema.anyOf.map(readable).join(' or ')
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.type === 'array') return `list of ${readable(schema.items)}${bounds(schema.minItems, schema.maxItems)}`
  if (schema.patternProperties) {
    return `object, each value ${readable(Object.values<TSchema>(schema.patternProperties)[0]!)}`
  }
  if (schema.properties) {
    const fields = Object.entries<TSchema>(schema.properties)
    return `object: ${fields.map(([field, type]) => `\`${field}\` ${readable(type)}`).join(', ')}`
  }
  if (schema.type === 'string') return `string${bounds(schema.minLength, schema.maxLength)}`
  return `${schema.type}${bounds(schema.minimum, schema.maximum)}`
}

function bounds(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`
  if (least !== undefined) return `, ${least} or more`
  return most === undefined ? '' : `, at most ${most}`
}
